// The answer of a server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/client/version.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>
#include <weft/http/waits.hpp>
#include <weft/session/client/connection_facts.hpp>

namespace weft {

// Where the time of a request went. What others had done before, on a connection that was there, is 0.
struct Timing {
  // Redirects, and attempts that were made in vain, before the one that the response is from.
  Duration earlier{};
  // Until there was room on a connection, or until one was begun.
  Duration queue{};
  Duration resolve{};
  Duration connect{};
  Duration tls{};
  // Until the last octet of the request had been composed, …
  Duration send{};
  // … from then to the head of the response, and from there to its end.
  Duration wait{};
  Duration receive{};
  // The part of `receive` in which nothing was taken, because of ClientRequest::limit_rate() or pause_after().
  Duration held{};
  Duration total{};
  // The causes of `queue`, as `pool`, and of `send`: for what the request's head and body have waited until the head of
  // the response came, or until the end of a response that is not streamed. Over HTTP/1.1 there is `pool` alone.
  http::Waits waits{};
};

// The connection of a response.
using ConnectionFacts = session::client::ConnectionFacts;

struct Response {
  http::Status status{};
  // The URL that it is from, after all redirects; with the fragment of the request or of the last redirect that has
  // one.
  std::string url;
  // The version that was spoken, and why.
  http::Version version{};
  VersionReason why{};
  http::Fields fields;
  http::Fields trailers;
  std::string body;
  // Null where a function has answered.
  std::shared_ptr<const ConnectionFacts> connection;
  // It had been open before the request was made.
  bool reused = false;
  // It had been made for another origin: see ClientOptions::coalesce_origins.
  bool coalesced = false;
  // Its number on the connection: over HTTP/2 that of its stream.
  std::uint64_t message = 0;
  // The server has pushed it (RFC 9113 8.4): no request was sent for it.
  bool pushed = false;
  Timing timing;
  // The octets of a body as they came, unless it is streamed. Where they were coded, the fields tell no more of the
  // coding and its length.
  std::uint64_t wire_octets = 0;
  // The body is in the file that was to take it, and not in `body`.
  bool in_file = false;

  // 200 to 299.
  bool ok() const { return http::code(status) / 100 == 2; }
};

}  // namespace weft
