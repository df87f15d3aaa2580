// Facts of a client's connection once it is open, for those who outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/base/time.hpp>
#include <weft/io/channel.hpp>

namespace weft::session::client {

struct ConnectionFacts {
  // As Facts::id.
  std::uint64_t id = 0;
  // "127.0.0.1:8443"
  std::string peer;
  std::optional<io::TlsFacts> tls = {};

  // --- how it came to be ---------------------------------------------------------------------------------------------
  Time begun = {};
  Time resolved = {};
  // Later than `resolved` where the connection of another origin might have served as well.
  Time attempted = {};
  Time connected = {};
  // TLS has agreed on a version.
  Time opened = {};
};

}  // namespace weft::session::client
