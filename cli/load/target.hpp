// A target: a URL, and the UNIX socket where its server listens, if it is one.
//
//   const Target target = parse_target("https://localhost:8443/index.html?q");
//   parse_target("unix:/run/weft.sock:/index.html?q")        // over a UNIX socket; without a second colon, for /
#pragma once

#include <cstdint>
#include <string>

#include <weft/http/url.hpp>

namespace weft::cli::load {

struct Target {
  http::Url url = {};
  // The path of a UNIX socket; empty: the URL says where to connect.
  std::string socket = {};

  std::string origin() const;
  bool same_origin(const Target& other) const { return http::same_origin(url, other.url) && socket == other.socket; }
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
