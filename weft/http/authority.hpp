// RFC 9110 4.2 and RFC 3986 3.2: the server that a request names, as host and port.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weft::http {

struct Authority {
  // As written: an IPv6 address keeps its brackets.
  std::string_view host;
  // nullopt: the text has no port, and the scheme decides.
  std::optional<std::uint16_t> port;

  // The host as a resolver takes it: an IPv6 address without its brackets.
  std::string_view bare_host() const { return host.starts_with('[') ? host.substr(1, host.size() - 2) : host; }
};

// nullopt for a text that is not host [ ":" port ]: one with user information, an empty host, a port that is no number
// of a port, or octets that no host has.
std::optional<Authority> parse_authority(std::string_view text);

bool is_valid_authority(std::string_view text);

}  // namespace weft::http
