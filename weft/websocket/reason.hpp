// Why a WebSocket ends by itself: reasons.inc.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/reason.hpp>
#include <weft/websocket/close_code.hpp>

namespace weft::websocket {

#define WEFT_REASONS "weft/websocket/reasons.inc"
#include <weft/base/reason_list.inc>
// The code of the Close frame that says so.
CloseCode close_code_of(Reason reason);

}  // namespace weft::websocket

template <>
inline constexpr bool weft::is_reason_list<weft::websocket::Reason> = true;
