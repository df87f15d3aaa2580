#include <weft/server/limits/client_network.hpp>

#include <arpa/inet.h>

#include <array>
#include <string_view>

namespace weft::server {

std::string client_network(const std::string& host) {
  // RFC 4291 2.5.5.2: "IPv4-Mapped IPv6 Address".
  constexpr std::string_view mapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  constexpr std::size_t network = 8;
  // RFC 4007 11: the zone behind "%" belongs to this host.
  const std::string address = host.substr(0, host.find('%'));
  std::array<char, sizeof(in6_addr)> octets;
  if (inet_pton(AF_INET, address.c_str(), octets.data()) == 1) return {octets.data(), sizeof(in_addr)};
  if (inet_pton(AF_INET6, address.c_str(), octets.data()) != 1) return {};
  const std::string_view all(octets.data(), octets.size());
  return std::string(all.starts_with(mapped) ? all.substr(mapped.size()) : all.substr(0, network));
}

}  // namespace weft::server
