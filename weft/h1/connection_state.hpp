// The state of a Connection: what it reads and sends, and for which message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include <weft/base/time.hpp>
#include <weft/h1/chunked_reader.hpp>
#include <weft/h1/head_scanner.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/close.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

using http::MessageId;

// The part of a message that is being read. Each state has only the members that mean something in it.
struct AwaitHead {
  HeadScanner scanner;
  std::size_t empty_lines = 0;
  // When the head's first octet was seen.
  std::optional<Time> since;
};
struct LengthBody {
  std::uint64_t left;
};
struct ChunkedBody {
  ChunkedReader reader;
};
struct Trailers {
  HeadScanner scanner;
};
struct OpenBody {};  // until the peer closes: a tunnel, or a response without a length
struct Complete {};  // octets that follow belong to the next message, or to a tunnel that has not begun
struct Stopped {};   // nothing can follow: octets that come are dropped
using Reading = std::variant<AwaitHead, LengthBody, ChunkedBody, Trailers, OpenBody, Complete, Stopped>;

enum class Sending : std::uint8_t { nothing, head, body, complete };

// The message that is under way, or the latest one.
struct Exchange {
  MessageId id = 0;
  http::Method method = http::Method::get;
  http::Version version = http::Version::http11;
  Sending sending = Sending::nothing;
  // The application has not released the message.
  bool live = false;
  bool persistent = true;
  // An upgrade was asked for.
  bool upgrade = false;
  bool tunnel = false;
  // The peer holds its body back until it sees a 100.
  bool awaits_continue = false;
  bool end_reported = false;
  // Client: the octets that a tunnel sends.
  http::BodySource* tunnel_source = nullptr;
  std::size_t interim_responses = 0;
  // Octets that were delivered, but not consumed.
  std::size_t unconsumed = 0;
  // Octets that were read after the response's end, and dropped.
  std::size_t drained = 0;
  http::Traffic traffic;
  // Server: why the rest of the request will not come, although the response still goes out as far as it is ready.
  std::optional<http::Close> lost;
  std::optional<http::Close> end;
};

// The one thing that the peer has to do in time.
enum class Awaited : std::uint8_t { nothing, message, head, body };

}  // namespace weft::h1
