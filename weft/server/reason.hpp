// Why the server ends a message by itself: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/reason.hpp>

namespace weft::server {

#define WEFT_REASONS "weft/server/reasons.inc"
#include <weft/base/reason_list.inc>

}  // namespace weft::server

template <>
inline constexpr bool weft::is_reason_list<weft::server::Reason> = true;
