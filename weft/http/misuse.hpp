// A call that the state of the message or connection does not allow. Nothing is sent: misuse is a fault of the program,
// and never touches the wire. Both engines and both roles have these.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/reason.hpp>

namespace weft::http {

enum class Misuse : std::uint8_t {
  unknown_message,       // the message never existed, or was released
  already_responded,     // a second final response
  head_not_valid,        // a field or pseudo-field that cannot be written, or a status that does not fit the request
  connection_closing,    // no further message: the connection has ended or is about to (HTTP/2: GOAWAY)
  stream_limit,          // HTTP/2: the peer's MAX_CONCURRENT_STREAMS is reached, or stream ids are used up
  busy,                  // HTTP/1.1: the request before has not been released
  wrong_role,            // open() on a server, respond() on a client
  priority_not_valid,    // an urgency above 7, a weight outside 1 to 256, or a dependency on itself
  no_dependencies,       // a client without Options::dependencies, or a server whose client uses RFC 9218
  settings_outstanding,  // the peer has two of our SETTINGS frames to acknowledge first
  value_not_valid,       // a setting, an origin or an alternative service that no frame can carry
};

constexpr std::string_view to_string(Misuse misuse) {
  switch (misuse) {
    case Misuse::unknown_message:
      return "unknown_message";
    case Misuse::already_responded:
      return "already_responded";
    case Misuse::head_not_valid:
      return "head_not_valid";
    case Misuse::connection_closing:
      return "connection_closing";
    case Misuse::stream_limit:
      return "stream_limit";
    case Misuse::busy:
      return "busy";
    case Misuse::wrong_role:
      return "wrong_role";
    case Misuse::priority_not_valid:
      return "priority_not_valid";
    case Misuse::no_dependencies:
      return "no_dependencies";
    case Misuse::settings_outstanding:
      return "settings_outstanding";
    case Misuse::value_not_valid:
      return "value_not_valid";
  }
  return {};
}

}  // namespace weft::http

// The reason for which a response ends that the engine refuses.
template <>
inline constexpr bool weft::is_reason_list<weft::http::Misuse> = true;
