// A connected socket and who is at its ends.
#pragma once

#include <cstdint>
#include <string>

#include <weft/base/time.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::io {

// An address as a log shows it. A UNIX socket has its path as host and port 0.
struct Address {
  std::string host{};
  std::uint16_t port = 0;
};

struct Connected {
  Descriptor descriptor;
  Address peer;
  Address local;
  // To a peer beyond the socket's other end, which is within this process; 0: the kernel measures it.
  Duration round_trip = Duration::zero();
};

}  // namespace weft::io
