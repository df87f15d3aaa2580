// Errors of an HTTP/1.1 connection: a reason from reasons.inc, with its scope, status and author. Misuse of our own API
// is a different type and never touches the wire.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/http/close.hpp>

namespace weft::h1 {

// WEFT_REASON(token, scope, status or 0, blame, what it means and the clause it comes from)
enum class Reason : std::uint8_t {
#define WEFT_REASON(token, scope, status, blame, meaning) token,
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
};

std::string_view to_string(Reason reason);
// One sentence for a person.
std::string_view meaning(Reason reason);
// What the reason says about itself: scope and blame; its code is the status that a server answers.
http::Close close_of(Reason reason);

// A call that the state of the message or connection does not allow. Nothing was sent.
enum class Misuse : std::uint8_t {
  unknown_message,     // never was, or was released
  already_responded,   // a second final response
  head_not_valid,      // something that cannot be written, or a status that does not fit the request
  connection_closing,  // no further message: the connection has ended or is about to
  busy,                // the request before has not been released
  wrong_role,          // open() on a server, respond() on a client
};

std::string_view to_string(Misuse misuse);

}  // namespace weft::h1
