#include <weft/io/address.hpp>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>

namespace weft::io {

namespace {

template <class T>
T as(const SocketAddress& address) {
  T value;
  std::memcpy(&value, &address.storage, sizeof value);
  return value;
}

std::string text_of(int family, const void* octets) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, octets, text.data(), text.size());
  return text.data();
}

Address to_address(const sockaddr_in6& address) {
  const std::uint16_t port = ntohs(address.sin6_port);
  // A socket that serves both families shows an IPv4 peer as ::ffff:192.0.2.1.
  if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) return {text_of(AF_INET, &address.sin6_addr.s6_addr[12]), port};
  return {text_of(AF_INET6, &address.sin6_addr), port};
}

Address to_address(const sockaddr_un& address, socklen_t size) {
  const std::size_t begin = offsetof(sockaddr_un, sun_path);
  if (size <= begin) return {};
  return {std::string(address.sun_path, strnlen(address.sun_path, size - begin)), 0};
}

std::filesystem::path normal_path(const Address& address) {
  return std::filesystem::absolute(address.host).lexically_normal();
}

bool is_ipv6(const Address& address) {
  return address.host.find(':') != std::string::npos;
}

}  // namespace

const std::size_t longest_socket_path = sizeof(sockaddr_un::sun_path) - 1;

void SocketAddress::change_port(std::uint16_t port) {
  // The port lies at the same place in both families.
  static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
  const std::uint16_t wire = htons(port);
  std::memcpy(reinterpret_cast<std::byte*>(&storage) + offsetof(sockaddr_in, sin_port), &wire, sizeof wire);
}

SocketAddress local_address_of(int descriptor) {
  SocketAddress address;
  getsockname(descriptor, address.data(), &address.size);
  return address;
}

SocketAddress socket_path_address(const std::string& path) {
  sockaddr_un value{};
  value.sun_family = AF_UNIX;
  path.copy(value.sun_path, longest_socket_path);
  SocketAddress address;
  std::memcpy(&address.storage, &value, sizeof value);
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return address;
}

bool is_address(const std::string& host) {
  in6_addr ignored{};
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 || inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

bool is_loopback(const SocketAddress& address) {
  if (address.family() == AF_INET) return ntohl(as<sockaddr_in>(address).sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  if (address.family() != AF_INET6) return false;
  const auto value = as<sockaddr_in6>(address);
  return IN6_IS_ADDR_LOOPBACK(&value.sin6_addr);
}

bool is_wildcard(const Address& address) {
  return address.host == "0.0.0.0" || address.host == "::";
}

bool collide(const Address& a, const Address& b) {
  const auto covers = [](const Address& all, const Address& one) {
    // "::" may take the other family as well.
    return is_wildcard(all) && (all.host == "::" || !is_ipv6(one));
  };
  if (a.port != b.port) return false;
  // The path of a UNIX socket.
  if (a.port == 0) return normal_path(a) == normal_path(b);
  return a.host == b.host || covers(a, b) || covers(b, a);
}

Address to_address(const SocketAddress& address) {
  switch (address.family()) {
    case AF_INET: {
      const auto value = as<sockaddr_in>(address);
      return {text_of(AF_INET, &value.sin_addr), ntohs(value.sin_port)};
    }
    case AF_INET6:
      return to_address(as<sockaddr_in6>(address));
    case AF_UNIX:
      return to_address(as<sockaddr_un>(address), address.size);
    default:
      return {};
  }
}

std::string to_string(const Address& address) {
  if (address.host.starts_with('/') || address.host.empty()) return address.host;
  if (is_ipv6(address)) return fmt::format("[{}]:{}", address.host, address.port);
  return fmt::format("{}:{}", address.host, address.port);
}

}  // namespace weft::io
