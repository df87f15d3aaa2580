// Addresses of IP, networks of them, and lists of peers that are trusted.
//
//   const auto network = io::network_of("10.0.0.0/8");      // nullopt for what is none
//   network->contains(*io::ip_address_of("10.1.2.3"));
//   const io::TrustedPeers trusted{"10.0.0.0/8", "::1", "unix"};
//   trusted.contains(channel.peer().host);
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::io {

// RFC 4291 2.5.5.2: an address of IPv4 is one of IPv6 here, ::ffff:a.b.c.d.
using IpAddress = std::array<std::uint8_t, 16>;

std::optional<IpAddress> ip_address_of(std::string_view text);

struct Network {
  IpAddress address{};
  unsigned bits = 0;

  bool contains(const IpAddress& other) const;
};

// RFC 4632 3.1 and RFC 4291 2.3: an address, or one with "/" and the bits of its prefix.
std::optional<Network> network_of(std::string_view text);

// Peers that are believed. The usual list is empty.
class TrustedPeers {
 public:
  TrustedPeers() = default;
  TrustedPeers(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) add(name);
  }

  // An address, a network such as "10.0.0.0/8", or "unix" for all that come over a UNIX socket. Throws
  // std::invalid_argument.
  void add(std::string_view name);

  bool empty() const { return names_.empty(); }
  // `host` is that of an io::Address.
  bool contains(std::string_view host) const;
  // As they were said.
  const std::vector<std::string>& names() const { return names_; }

  friend bool operator==(const TrustedPeers& a, const TrustedPeers& b) { return a.names_ == b.names_; }

 private:
  std::vector<std::string> names_;
  std::vector<Network> networks_;
  bool sockets_ = false;
};

}  // namespace weft::io
