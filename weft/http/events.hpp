// The events that both engines report about messages, whatever the version. An engine's own Event is a std::variant of
// these and of its own events.
//
// A message is named by the engine's number for it: the stream id of RFC 9113, or, for HTTP/1.1, the count of the
// exchange on its connection (1, 2, 3 …).
//
// Per message, a server sees either Rejected alone, or RequestReceived, DataReceived*, TrailersReceived? and always
// Closed as the last one; a client InterimReceived*, ResponseReceived, DataReceived*, TrailersReceived? and Closed.
// Borrowed heads and fields are valid until release(message); borrowed octets until the next receive().
#pragma once

#include <cstdint>

#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>
#include <weft/http/close.hpp>
#include <weft/http/head.hpp>

namespace weft::http {

using MessageId = std::uint32_t;

// Octets on the wire for one message: heads, framing and bodies.
struct Traffic {
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
};

// Whether more of the incoming message is to come after this event.
enum class End : bool { no, yes };

// Octets of the field sections of one message over HTTP/2: heads, interim responses and trailers.
struct SectionOctets {
  // Compressed, without framing.
  std::uint32_t received = 0;
  std::uint32_t sent = 0;
  // Names and values of those that were sent, as they were before compression: h2::Options::count_sections.
  std::uint32_t sent_plain = 0;
};

struct RequestReceived {
  MessageId message;
  const RequestHead* head;
  End end;
};

struct ResponseReceived {
  MessageId message;
  const ResponseHead* head;
  End end;
};

// A 1xx response; the final one is still to come.
struct InterimReceived {
  MessageId message;
  const ResponseHead* head;
};

struct DataReceived {
  MessageId message;
  Octets octets;
  End end;
};

// Trailers always end the incoming message.
struct TrailersReceived {
  MessageId message;
  const Fields* fields;
};

// The known part of a request that was rejected.
struct RejectedRequest {
  // Method, authority and path as far as they were read, as they came, valid or not; the rest may be missing. Null
  // where a limit left no memory to keep the head.
  const RequestHead* head = nullptr;
  Traffic traffic;
  // When the request's first octet came.
  Time began;
};

// A request broke a rule or a limit: the engine has already answered, and the application owes no call for it.
struct Rejected {
  MessageId message;
  // The status of the answer, such as 431; 0 where the stream was reset instead.
  std::uint16_t status;
  Close close;
  // Borrowed until the next event is polled. Null on a client, which rejects promises.
  const RejectedRequest* request = nullptr;
};

// Both directions have ended. The application still owes release(message).
struct Closed {
  MessageId message;
  Close close;
};

// The connection takes nothing more, and sends nothing more once its pending output has been produced; then the
// transport is closed.
struct ConnectionClosed {
  Close close;
};

}  // namespace weft::http
