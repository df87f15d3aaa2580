// RFC 6455 7.4: why a WebSocket was closed, as a number.
#pragma once

#include <cstdint>

namespace weft::websocket {

// RFC 6455 7.4.1, and the registry behind it. An application has 4000 to 4999 for itself.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported_data = 1003,
  // Never sent: the Close frame had no code.
  no_status = 1005,
  // Never sent: there was no Close frame.
  abnormal = 1006,
  invalid_payload = 1007,
  policy_violation = 1008,
  message_too_big = 1009,
  extension_missing = 1010,
  internal_error = 1011,
  service_restart = 1012,
  try_again_later = 1013,
  bad_gateway = 1014,
};

constexpr std::uint16_t number(CloseCode code) {
  return static_cast<std::uint16_t>(code);
}

// May stand in a Close frame: all others are for programs alone, or mean nothing.
bool may_be_sent(CloseCode code);

}  // namespace weft::websocket
