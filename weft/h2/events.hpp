// The events that an HTTP/2 connection reports, in the order in which they happened.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include <weft/frame/error_code.hpp>
#include <weft/frame/origin.hpp>
#include <weft/frame/stream_id.hpp>
#include <weft/http/events.hpp>
#include <weft/http/role.hpp>

namespace weft::h2 {

using frame::OriginsView;
using http::Closed;
using http::ConnectionClosed;
using http::DataReceived;
using http::InterimReceived;
using http::MessageId;  // the stream id
using http::Rejected;
using http::RequestReceived;
using http::ResponseReceived;
using http::Role;
using http::TrailersReceived;

// RFC 9113 8.4: the server will answer a request that was never made. The response follows as for any other message,
// unless reset() declines it; the head is borrowed until release().
struct PushPromised {
  MessageId message;
  MessageId parent;
  const http::RequestHead* head;
};

// The peer's SETTINGS are in force.
struct SettingsReceived {};

// The peer acknowledged our SETTINGS.
struct SettingsAcknowledged {};

struct PingAcknowledged {
  std::array<std::uint8_t, 8> opaque;
};

// RFC 9113 6.8: streams above `last` were not processed and can be tried again elsewhere.
struct GoawayReceived {
  frame::StreamId last;
  frame::ErrorCode code;
  Octets debug_data;  // borrowed until the next receive(), as all octets of events
};

// RFC 7838 4 and RFC 8336 2; borrowed until the next receive().
struct AltsvcReceived {
  frame::StreamId stream;
  std::string_view origin;
  std::string_view value;
};
struct OriginReceived {
  Octets entries;  // as an OriginsView reads them
};

using Event = std::variant<RequestReceived, ResponseReceived, InterimReceived, DataReceived, TrailersReceived, Rejected,
                           Closed, ConnectionClosed, PushPromised, SettingsReceived, SettingsAcknowledged,
                           PingAcknowledged, GoawayReceived, AltsvcReceived, OriginReceived>;

// The message whose release makes the event pointless, or 0.
template <class Happened>
MessageId message_of(const Happened& happened) {
  if constexpr (std::is_same_v<Happened, Rejected>) {
    return 0;
  } else if constexpr (requires { happened.message; }) {
    return happened.message;
  } else {
    return 0;
  }
}

// An event that waits to be polled.
struct QueuedEvent {
  MessageId message = 0;
  Event event;
};

}  // namespace weft::h2
