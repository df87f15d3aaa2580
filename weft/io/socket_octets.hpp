// Octets that the kernel has counted on a TCP connection, TLS included.
#pragma once

#include <cstdint>
#include <optional>

namespace weft::io {

struct SocketOctets {
  std::uint64_t received = 0;
  // That the peer has acknowledged.
  std::uint64_t sent = 0;
};

// nullopt for a socket that is not one of TCP. A system call.
std::optional<SocketOctets> octets_of(int descriptor);

}  // namespace weft::io
