// The resources that an HTTP/1.1 connection may use, and for how long.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <weft/base/time.hpp>
#include <weft/http/wall_time.hpp>

namespace weft::h1 {

struct Limits {
  // A request beyond one of these is answered 431, or 414 for the target, and the connection ends.
  std::size_t head_octets = 64 * 1024;
  std::size_t fields = 256;
  std::size_t name_octets = 1024;
  std::size_t value_octets = 32 * 1024;
  std::size_t target_octets = 16 * 1024;
  // Chunk extensions carry nothing: few octets are enough.
  std::size_t chunk_extension_octets = 256;
  std::size_t interim_responses = 16;
  // Octets that may wait inside the engine before wants_input() turns false.
  std::size_t buffered_input = 64 * 1024;
};

struct Timeouts {
  // The time from the first octet of a head to its last.
  Duration head = std::chrono::seconds(10);
  // The time between messages.
  Duration idle = std::chrono::seconds(75);
  Duration age = std::chrono::hours(1);
  Duration drain = std::chrono::seconds(30);
  // A request body must keep this rate after a grace period.
  std::uint32_t octets_per_second = 240;
  Duration request_grace = std::chrono::seconds(5);
  // Server: how long a response that waits for nothing but the application is still due to a peer that has closed its
  // side of the connection. Such a peer may wait for its response, or may have left.
  Duration half_closed = std::chrono::seconds(5);
};

struct Options {
  Limits limits{};
  Timeouts timeouts{};
  // RFC 9110 6.6.1: gives `date` in answers that a server's engine makes by itself. The owner keeps the time right;
  // null: no date.
  const http::WallTime* wall_time = nullptr;
};

}  // namespace weft::h1
