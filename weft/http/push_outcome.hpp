// The outcome of a push (RFC 9113 8.4). Where it is not `promised`, nothing was sent and nothing has changed: the
// client can ask by itself.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::http {

enum class PushOutcome : std::uint8_t {
  promised,
  // The client decides.
  http11,        // HTTP/1.1 has no push
  disabled,      // RFC 9113 6.6: the client's SETTINGS_ENABLE_PUSH is 0
  client_limit,  // RFC 9113 5.1.2: as many pushed responses are under way as the client allows
  // The server spares the client what it has, or does not want.
  already_pushed,       // on this connection, or by the cookie that tells what was pushed before
  declined_before,      // RFC 9113 8.4.2: the client has reset the same push on this connection
  conditional_request,  // RFC 9110 13: a client that has the page in its cache has what belongs to it
  // The push cannot be made at this moment.
  head_sent,           // nor can a hint: the head of the response has gone
  parent_is_pushed,    // RFC 9113 6.6: a promise goes out on a stream that the client has opened
  parent_not_open,     // the parent's response has ended, its stream is closed, or it is a tunnel
  own_limit,           // Limits::promises
  connection_closing,  // GOAWAY was sent or received
  ids_used_up,         // RFC 9113 5.1.1
  // The request cannot be promised.
  method_not_safe,    // RFC 9113 8.4: neither GET nor HEAD
  has_content,        // RFC 9113 8.4: a promised request has none
  head_not_valid,     // a field or pseudo-field that RFC 9113 8 forbids, or one that is missing
  authority_differs,  // :scheme and :authority are not those of the parent's request
  // Misuse.
  wrong_role,      // RFC 9113 8.4: a client cannot push
  unknown_parent,  // the parent never existed, was released, or is a push itself
};

constexpr std::string_view to_string(PushOutcome outcome) {
  switch (outcome) {
    case PushOutcome::promised:
      return "promised";
    case PushOutcome::http11:
      return "http11";
    case PushOutcome::disabled:
      return "disabled";
    case PushOutcome::client_limit:
      return "client_limit";
    case PushOutcome::already_pushed:
      return "already_pushed";
    case PushOutcome::declined_before:
      return "declined_before";
    case PushOutcome::conditional_request:
      return "conditional_request";
    case PushOutcome::head_sent:
      return "head_sent";
    case PushOutcome::parent_is_pushed:
      return "parent_is_pushed";
    case PushOutcome::parent_not_open:
      return "parent_not_open";
    case PushOutcome::own_limit:
      return "own_limit";
    case PushOutcome::connection_closing:
      return "connection_closing";
    case PushOutcome::ids_used_up:
      return "ids_used_up";
    case PushOutcome::method_not_safe:
      return "method_not_safe";
    case PushOutcome::has_content:
      return "has_content";
    case PushOutcome::head_not_valid:
      return "head_not_valid";
    case PushOutcome::authority_differs:
      return "authority_differs";
    case PushOutcome::wrong_role:
      return "wrong_role";
    case PushOutcome::unknown_parent:
      return "unknown_parent";
  }
  return {};
}

}  // namespace weft::http
