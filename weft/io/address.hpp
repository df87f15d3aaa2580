// Addresses between the form the kernel knows and the form a person reads.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include <weft/io/channel.hpp>

namespace weft::io {

// An address of any family as the kernel takes it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* data() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
  void change_port(std::uint16_t port);
};

SocketAddress local_address_of(int descriptor);

// The path is at most `longest_socket_path` octets.
SocketAddress socket_path_address(const std::string& path);
extern const std::size_t longest_socket_path;

// True for an address of IPv4 or IPv6, false for a name.
bool is_address(const std::string& host);

// 127.0.0.0/8 and ::1.
bool is_loopback(const SocketAddress& address);
// Every address of a family.
bool is_wildcard(const Address& address);
// Whether the two, each with the port that it has got, cannot both be listened on.
bool collide(const Address& a, const Address& b);

Address to_address(const SocketAddress& address);
// "127.0.0.1:8080", "[::1]:8080", "/run/weft.sock".
std::string to_string(const Address& address);

}  // namespace weft::io
