// A connected socket and who is at its ends.
#pragma once

#include <cstdint>
#include <string>

#include <weft/io/descriptor.hpp>

namespace weft::io {

// An address as a log shows it. A UNIX socket has its path as host and port 0.
struct Address {
  std::string host{};
  std::uint16_t port = 0;

  friend bool operator==(const Address&, const Address&) = default;
};

struct Connected {
  Descriptor descriptor;
  Address peer;
  Address local;
};

}  // namespace weft::io
