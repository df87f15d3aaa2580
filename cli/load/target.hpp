// A target: the origin of a URL, and what the URL asks for there.
//
//   const Target target = parse_target("https://localhost:8443/index.html?q");
//   parse_target("unix:/run/weft.sock:/index.html?q")        // over a UNIX socket; without a second colon, for /
#pragma once

#include <cstdint>
#include <string>

namespace weft::cli::load {

enum class Scheme : std::uint8_t { http, https };

struct Target {
  Scheme scheme = Scheme::https;
  std::string host;  // a name or an address, without brackets
  std::uint16_t port = 0;
  std::string socket;     // the path of a UNIX socket, instead of both
  std::string authority;  // as written
  std::string path;       // and query; begins with "/"

  std::string origin() const;
  bool same_origin(const Target& other) const {
    return scheme == other.scheme && authority == other.authority && socket == other.socket;
  }
};

// Throws std::invalid_argument, which quotes the URL and says what was expected.
Target parse_target(const std::string& url);

// The place that a connection goes to.
struct Place {
  std::string host = {};
  std::uint16_t port = 0;
  std::string socket = {};  // instead of both
};

Place place_of(const Target& target);
// "host", "host:port" or "unix:/path": without a port, the target's. Throws std::invalid_argument.
Place parse_place(const std::string& text, const Target& target);

}  // namespace weft::cli::load
