// How a client's connections behave.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <weft/base/time.hpp>
#include <weft/h1/options.hpp>
#include <weft/h2/options.hpp>
#include <weft/session/protocols.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::session::client {

struct Options {
  h1::Options h1{};
  h2::Options h2{};
  // Streams that may be open before the server's first SETTINGS have come. RFC 9113 5.1.2 leaves their number open
  // until then; 100 is what RFC 9113 6.5.2 recommends as the least limit.
  std::uint32_t first_streams = 100;
  // Octets that the transport does not take: the connection is closed after this long.
  Duration write_stall = std::chrono::seconds(30);
  // After the last octet was sent: how long and how much is read and dropped before close.
  Duration linger = std::chrono::seconds(1);
  std::size_t linger_octets = 256 * 1024;
  // Listens to the connections; must outlive them.
  TraceUser* trace = nullptr;
};

}  // namespace weft::session::client
