// Why a transport ended, or was never there: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>
#include <system_error>

#include <weft/base/reason.hpp>

namespace weft::io {

#define WEFT_REASONS "weft/io/reasons.inc"
#include <weft/base/reason_list.inc>

// Why a socket that failed with this error is closed, and why one was not connected.
Reason reason_to_close(std::error_code error);
Reason reason_to_not_connect(std::error_code error);

}  // namespace weft::io

template <>
inline constexpr bool weft::is_reason_list<weft::io::Reason> = true;
