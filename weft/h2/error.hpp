// Errors of an HTTP/2 connection: a reason from reasons.inc, with its scope, code and author. Misuse of our own API is
// a different type and never touches the wire.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/frame/error_code.hpp>
#include <weft/frame/fault.hpp>
#include <weft/http/close.hpp>

namespace weft::h2 {

using frame::ErrorCode;

// WEFT_REASON(token, scope, error code, blame, what it means and the clause it comes from)
enum class Reason : std::uint8_t {
#define WEFT_REASON(token, scope, code, blame, meaning) token,
#include <weft/h2/reasons.inc>
#undef WEFT_REASON
};

std::string_view to_string(Reason reason);
// One sentence for a person.
std::string_view meaning(Reason reason);
// What the reason says about itself: scope, code and blame.
const http::Close& close_of(Reason reason);
// A broken frame's reason has the fault's name.
Reason reason_of(frame::Fault fault);

// A call that the state of the message or connection does not allow. Nothing was sent.
enum class Misuse : std::uint8_t {
  unknown_message,       // never was, or was released
  already_responded,     // a second final response
  head_not_valid,        // a field or pseudo-field that RFC 9113 8 forbids
  connection_closing,    // no new streams: GOAWAY was sent or received
  stream_limit,          // the peer's MAX_CONCURRENT_STREAMS is reached, or stream ids are used up
  wrong_role,            // open() on a server, respond() on a client
  priority_not_valid,    // an urgency above 7, a weight outside 1 to 256, or a dependency on itself
  no_dependencies,       // a client without Options::dependencies, or a server whose client uses RFC 9218
  settings_outstanding,  // the peer has two of our SETTINGS frames to acknowledge first
  value_not_valid,       // a setting, an origin or an alternative service that no frame can carry
};

std::string_view to_string(Misuse misuse);

// Why a request was not promised. Nothing was sent, and nothing has changed.
enum class PushRefusal : std::uint8_t {
  wrong_role,          // RFC 9113 8.4: a client cannot push
  unknown_parent,      // never was, was released, or is a push itself
  parent_not_open,     // its response has ended, its stream is closed, or it is a tunnel
  disabled,            // RFC 9113 6.6: the client's SETTINGS_ENABLE_PUSH is 0
  client_limit,        // RFC 9113 5.1.2: as many pushed responses are under way as the client allows
  own_limit,           // Limits::promises
  connection_closing,  // GOAWAY was sent or received
  ids_used_up,         // RFC 9113 5.1.1
  method_not_safe,     // RFC 9113 8.4: neither GET nor HEAD
  has_content,         // RFC 9113 8.4: a promised request has none
  head_not_valid,      // a field or pseudo-field that RFC 9113 8 forbids, or one that is missing
  authority_differs,   // :scheme and :authority are not those of the parent's request
};

std::string_view to_string(PushRefusal refusal);

}  // namespace weft::h2
