// Octets that the kernel has counted on a TCP connection, TLS included.
#pragma once

#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>

namespace weft::io {

struct SocketOctets {
  std::uint64_t received = 0;
  // That the peer has acknowledged.
  std::uint64_t sent = 0;
  // In the queue of the socket: not acknowledged yet, or not even sent.
  std::uint64_t unsent = 0;
  // Octets a second, and the time to the peer and back, as they were measured last; 0 if they were not.
  std::uint64_t rate = 0;
  Duration round_trip{};
  // Octets wait because the peer's kernel has no room for more: its program does not read.
  bool is_held_by_peer = false;
};

// nullopt for a socket that is not one of TCP. A system call.
std::optional<SocketOctets> octets_of(int descriptor);

}  // namespace weft::io
