// Whom to ask: the origin of a URL, and what it asks for there.
//
//   const Target target = parse_target("https://localhost:8443/index.html?q");
#pragma once

#include <cstdint>
#include <string>

namespace weft::cli::load {

enum class Scheme : std::uint8_t { http, https };

struct Target {
  Scheme scheme = Scheme::https;
  std::string host;  // a name or an address, without brackets
  std::uint16_t port = 0;
  std::string authority;  // as written
  std::string path;       // and query; begins with "/"

  std::string origin() const;
  bool same_origin(const Target& other) const { return scheme == other.scheme && authority == other.authority; }
};

// Throws std::invalid_argument, which quotes the URL and says what was expected.
Target parse_target(const std::string& url);

}  // namespace weft::cli::load
