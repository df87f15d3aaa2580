#include <weft/io/socket_octets.hpp>

// The header of the C library lacks these counts, and does not go together with that of the kernel.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

namespace weft::io {

std::optional<SocketOctets> octets_of(int descriptor) {
  tcp_info info{};
  socklen_t size = sizeof info;
  constexpr std::size_t needed = offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received;
  if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < needed) return std::nullopt;
  return SocketOctets{info.tcpi_bytes_received, info.tcpi_bytes_acked};
}

}  // namespace weft::io
