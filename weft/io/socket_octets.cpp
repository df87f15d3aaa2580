#include <weft/io/socket_octets.hpp>

// The header of the C library lacks these counts, and does not go together with that of the kernel.
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstddef>

namespace weft::io {

namespace {

// RFC 9293 3.8.6: "The window sent in each segment indicates the range of sequence numbers the sender of the window
// (the data receiver) is currently prepared to accept." No whole segment fits into what is left of it.
bool is_window_full(const tcp_info& info) {
  const std::uint64_t gone = info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
  const std::uint64_t in_flight = gone > info.tcpi_bytes_acked ? gone - info.tcpi_bytes_acked : 0;
  return in_flight + info.tcpi_snd_mss > info.tcpi_snd_wnd;
}

}  // namespace

std::optional<SocketOctets> octets_of(int descriptor) {
  tcp_info info{};
  socklen_t size = sizeof info;
  constexpr std::size_t needed = offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received;
  constexpr std::size_t needed_for_window = offsetof(tcp_info, tcpi_snd_wnd) + sizeof info.tcpi_snd_wnd;
  if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < needed) return std::nullopt;
  SocketOctets octets{.received = info.tcpi_bytes_received,
                      .sent = info.tcpi_bytes_acked,
                      .rate = info.tcpi_delivery_rate,
                      .round_trip = std::chrono::microseconds(info.tcpi_rtt)};
  int queued = 0;
  if (::ioctl(descriptor, SIOCOUTQ, &queued) == 0) octets.unsent = static_cast<std::uint64_t>(queued);
  octets.is_held_by_peer = size >= needed_for_window && info.tcpi_notsent_bytes != 0 && is_window_full(info);
  return octets;
}

}  // namespace weft::io
