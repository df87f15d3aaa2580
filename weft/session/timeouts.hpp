// How long a connection waits, and for what.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include <weft/base/time.hpp>

namespace weft::session {

struct Timeouts {
  // Without an octet that says which version it is.
  Duration opening = std::chrono::seconds(10);
  // Octets that the transport does not take.
  Duration write_stall = std::chrono::seconds(60);
  Duration http2_write_stall = std::chrono::seconds(30);
  // After the last octet was sent.
  Duration linger = std::chrono::seconds(1);
  std::size_t linger_octets = 256 * 1024;
  // HTTP/2, while messages are under way and no octet comes: when to ask by a PING, and how long to wait for an octet
  // after that. Without a delay nobody is asked.
  std::optional<Duration> ping_delay = {};
  Duration ping_answer = std::chrono::seconds(20);
};

}  // namespace weft::session
