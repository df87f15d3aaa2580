// A place where a server can be watched and steered: a socket of its own, behind which a small server of the same
// process stands. Server::control() opens it.
#pragma once

#include <weft/io/socket_file.hpp>

namespace weft {

struct ControlOptions {
  // For "unix:/path": who may connect. Usually the user of the process alone.
  io::SocketFileOptions socket_file{.mode = 0600};
  // "http://host:port" is for loopback addresses, unless this is said: then others may look. They give no orders.
  bool allow_remote = false;

  friend bool operator==(const ControlOptions&, const ControlOptions&) = default;
};

}  // namespace weft
