// How many octets of bodies may go out and come in, a second: the same over every version of HTTP. All of the limits
// hold at once, and each is shared evenly among those that wait for it.
#pragma once

#include <cstdint>

namespace weft {

// Octets a second; 0: as fast as it goes.
struct Rates {
  std::uint64_t sending = 0;
  std::uint64_t receiving = 0;

  bool any() const { return sending != 0 || receiving != 0; }
  friend bool operator==(const Rates&, const Rates&) = default;
};

struct Bandwidth {
  // All connections together.
  Rates server = {};
  // All connections of one client: an address of IPv4, or the /64 of one of IPv6. There is no such limit for UNIX
  // sockets.
  Rates client = {};
  Rates connection = {};
  Rates request = {};

  bool any() const { return server.any() || client.any() || connection.any() || request.any(); }
  friend bool operator==(const Bandwidth&, const Bandwidth&) = default;
};

}  // namespace weft
