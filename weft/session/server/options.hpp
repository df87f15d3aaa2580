// How a server's connections behave.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/h1/options.hpp>
#include <weft/h2/options.hpp>
#include <weft/session/protocols.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::session::server {

struct Options {
  Protocols protocols{};
  // Where the connections come, by a number of the caller's own, for their facts.
  std::uint8_t endpoint = 0;
  h1::Options h1{};
  h2::Options h2{};
  // Octets that the transport does not take: the connection is closed after this long. A client of HTTP/1.1 that pauses
  // a download can only stop reading. One of HTTP/2 has its windows for that, and h2::Timeouts::stall is as patient; a
  // client that reads nothing there holds back all streams.
  Duration write_stall = std::chrono::seconds(60);
  Duration http2_write_stall = std::chrono::seconds(30);
  // After the last octet was sent: how long and how much is read and dropped before close, so that the peer gets our
  // last words instead of a reset.
  Duration linger = std::chrono::seconds(1);
  std::size_t linger_octets = 256 * 1024;
  // HTTP/2: a client from which no octet has come for this long, while requests are under way, is asked by a PING, …
  // Without a delay none is. A connection without requests is parked, and ends by its idle time.
  std::optional<Duration> ping_delay = {};
  // … and its connection is closed where no octet comes for so long.
  Duration ping_answer = std::chrono::seconds(20);
  // So many of the last frames of each connection over HTTP/2 are kept for ConnectionDetails, 16 octets each. 0: none.
  std::uint32_t frames = 0;
  // Listens to the connections; must outlive them.
  TraceUser* trace = nullptr;
};

}  // namespace weft::session::server
