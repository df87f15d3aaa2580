// A place where a server can be watched and steered: a socket of its own, behind which a small server of the same
// process stands. Server::control() opens it.
#pragma once

#include <cstdint>
#include <string>

#include <weft/io/socket_file.hpp>

namespace weft {

struct ControlOptions {
  static constexpr std::uint32_t most_frames = 4096;

  // For "unix:/path": who may connect. Usually the user of the process alone.
  io::SocketFileOptions socket_file{.mode = 0600};
  // "http://host:port" is for loopback addresses, unless this is said: then others may look. They give no orders.
  bool allow_remote = false;
  // So many of the last frames of each connection over HTTP/2 are kept for those who look, 16 octets each and 300 to
  // begin with, as long as the connection lives. 0: none, and no cost.
  std::uint32_t frames = 0;
  // A folder for recordings that `POST /record` asks for: session/ordered_recordings.hpp. Empty: none are made.
  std::string recordings = {};

  friend bool operator==(const ControlOptions&, const ControlOptions&) = default;
};

}  // namespace weft
