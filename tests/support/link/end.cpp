#include "end.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace weft::link {

namespace {

constexpr const char* device_name = "weft0";
// The device's own queue is no part of the link: it holds what comes while this process does not run.
constexpr int device_queue = 20'000;
// Windows of TCP shall be the path's, and not the machine's.
constexpr const char* buffers = "4096 131072 67108864";

[[noreturn]] void fail_to(std::string_view what) {
  throw std::system_error(errno, std::system_category(), std::string(what));
}

io::Descriptor open_file(const char* name, int flags) {
  io::Descriptor file(::open(name, flags | O_CLOEXEC));
  if (!file.valid()) fail_to(fmt::format("open {}", name));
  return file;
}

void write_file(const std::string& name, std::string_view text) {
  const io::Descriptor file = open_file(name.c_str(), O_WRONLY);
  if (::write(file.number(), text.data(), text.size()) < 0) fail_to(fmt::format("write \"{}\" to {}", text, name));
}

io::Descriptor open_device() {
  io::Descriptor device = open_file("/dev/net/tun", O_RDWR | O_NONBLOCK);
  ifreq request{};
  std::strncpy(request.ifr_name, device_name, IFNAMSIZ - 1);
  request.ifr_flags = static_cast<short>(IFF_TUN | IFF_NO_PI);
  if (::ioctl(device.number(), TUNSETIFF, &request) != 0) fail_to("make a TUN device");
  return device;
}

void use_large_buffers_and_ipv4() {
  const std::string folder = "/proc/sys/net/ipv4/";
  write_file(folder + "tcp_rmem", buffers);
  write_file(folder + "tcp_wmem", buffers);
  // Where there is IPv6, the device would send packets of its own.
  const std::string no_ipv6 = "/proc/sys/net/ipv6/conf/default/disable_ipv6";
  if (::access(no_ipv6.c_str(), F_OK) == 0) write_file(no_ipv6, "1");
  // No connection begins with what one before it has learnt of the path.
  write_file(folder + "tcp_no_metrics_save", "1");
}

// Lines as `ip -batch` reads them, in the namespace of this process.
void ip(const std::string& lines) {
  std::FILE* const program = ::popen("ip -batch -", "w");
  if (program == nullptr) fail_to("run ip");
  std::fputs(lines.c_str(), program);
  constexpr int not_found = 127;
  const int status = ::pclose(program);
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_found) {
    throw std::system_error(std::make_error_code(std::errc::no_such_file_or_directory), "run ip (Debian: iproute2)");
  }
  if (status != 0) throw std::runtime_error("ip refuses the link: it said why");
}

}  // namespace

void become_root() {
  if (::geteuid() == 0) return;
  const auto user = ::geteuid();
  const auto group = ::getegid();
  if (::unshare(CLONE_NEWUSER) != 0) fail_to("make a user namespace");
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", fmt::format("0 {} 1", user));
  write_file("/proc/self/gid_map", fmt::format("0 {} 1", group));
}

End::End(const std::string& address, const std::string& peer, const std::string& congestion) {
  if (::unshare(CLONE_NEWNET) != 0) fail_to("make a network namespace");
  namespace_ = open_file("/proc/self/ns/net", O_RDONLY);
  use_large_buffers_and_ipv4();
  tun_ = open_device();
  // The route says how congestion is controlled: a namespace may not choose for itself what the machine does not allow
  // to all.
  ip(
      fmt::format("link set lo up\n"
                  "address add {0} peer {1} dev {2}\n"
                  "link set {2} up txqueuelen {3}\n"
                  "route replace {1} dev {2} src {0} congctl {4}\n",
                  address, peer, device_name, device_queue, congestion));
}

std::string End::name() const {
  return fmt::format("/proc/{}/fd/{}", ::getpid(), namespace_.number());
}

Octets End::read(MutableOctets room) {
  const ssize_t got = ::read(tun_.number(), room.data(), room.size());
  return room.first(got > 0 ? static_cast<std::size_t>(got) : 0);
}

void End::write(Octets packet) {
  if (::write(tun_.number(), packet.data(), packet.size()) < 0) ++overrun_;
}

std::uint64_t End::dropped_by_device() const {
  ifaddrs* all = nullptr;
  if (::setns(namespace_.number(), CLONE_NEWNET) != 0 || ::getifaddrs(&all) != 0) fail_to("ask the device");
  std::uint64_t dropped = 0;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    const bool is_ours = one->ifa_addr != nullptr && one->ifa_addr->sa_family == AF_PACKET &&
                         one->ifa_data != nullptr && std::string_view(one->ifa_name) == device_name;
    if (!is_ours) continue;
    const auto* counts = static_cast<const rtnl_link_stats*>(one->ifa_data);
    dropped = counts->tx_dropped + counts->rx_dropped;
  }
  ::freeifaddrs(all);
  return dropped;
}

}  // namespace weft::link
