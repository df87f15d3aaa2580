#include <weft/io/listen.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

#include <weft/io/address.hpp>

namespace weft::io {

namespace {

// The kernel cuts it to net.core.somaxconn.
constexpr int queue_length = 4096;

// Octets in the kernel cannot give way to what has become more urgent since. Without a bound it takes 3 to 5 MB for a
// slow reader, with this one 0.2 to 0.4 MB, and a download that nothing competes with is as fast.
constexpr int most_unsent = 64 * 1024;

constexpr int socket_flags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

enum class Sharing : std::uint8_t { none, between_loops };
enum class Families : std::uint8_t { own, both };

std::string in_words(int error) {
  if (error == EACCES) return "permission denied: ports below 1024 need CAP_NET_BIND_SERVICE";
  if (error == EADDRNOTAVAIL) return "this machine has no such address";
  return std::strerror(error);
}

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw ListenError(where, why);
}

[[noreturn]] void refuse(const SocketAddress& address, int error) {
  const Address wanted = to_address(address);
  if (error == EADDRINUSE) throw ListenError(to_string(wanted), wanted);
  refuse(to_string(wanted), in_words(error));
}

std::string name_of(const std::string& host, std::uint16_t port) {
  return to_string(Address{host, port});
}

void set_option(const Descriptor& socket, int level, int option, int value) {
  ::setsockopt(socket.number(), level, option, &value, sizeof value);
}

// Invalid with the reason in errno.
Descriptor bind_one(const SocketAddress& address, Families families, Sharing sharing) {
  Descriptor socket(::socket(address.family(), socket_flags, 0));
  if (!socket.valid()) return socket;
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  if (sharing == Sharing::between_loops) set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1);
  if (address.family() == AF_INET6) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, families == Families::both ? 0 : 1);
  set_options_of_connections(socket);
  if (::bind(socket.number(), address.data(), address.size) == 0 && ::listen(socket.number(), queue_length) == 0) {
    return socket;
  }
  const int reason = errno;
  socket.close();
  errno = reason;
  return socket;
}

// --- names ---------------------------------------------------------------------------------------------------------

std::vector<SocketAddress> look_up(const std::string& host, int flags) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | flags;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &wanted, &list);
  if (error != 0) refuse(host, fmt::format("cannot be resolved: {}", ::gai_strerror(error)));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
  std::vector<SocketAddress> found;
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
    SocketAddress& address = found.emplace_back();
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.size = at->ai_addrlen;
  }
  return found;
}

std::vector<SocketAddress> addresses_of(const std::string& host) {
  if (host == "*") return look_up("::", AI_NUMERICHOST);
  if (host != "localhost") return look_up(host, 0);
  std::vector<SocketAddress> both = look_up("127.0.0.1", AI_NUMERICHOST);
  both.push_back(look_up("::1", AI_NUMERICHOST).front());
  return both;
}

bool family_is_missing(int error) {
  return error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
}

// --- one loop's set ------------------------------------------------------------------------------------------------

struct Wanted {
  std::string name;
  std::vector<SocketAddress> addresses;
  Families families = Families::own;
};

// Throws only if not one of the addresses can be had, or if one is taken. Nothing if port 0 was wanted and the port
// found for the first address is taken at another.
std::optional<ListenSet> bind_all(const Wanted& wanted, std::uint16_t port, Sharing sharing) {
  ListenSet set;
  std::uint16_t actual = port;
  int missing = 0;
  for (SocketAddress address : wanted.addresses) {
    address.change_port(actual);
    Descriptor socket = bind_one(address, wanted.families, sharing);
    if (!socket.valid() && errno == EADDRINUSE && actual != port) return std::nullopt;
    if (!socket.valid() && !family_is_missing(errno)) refuse(address, errno);
    if (!socket.valid()) {
      missing = errno;
      continue;
    }
    Address bound = to_address(local_address_of(socket.number()));
    actual = bound.port;
    set.push_back({nullptr, std::move(socket), std::move(bound)});
  }
  if (set.empty()) refuse(wanted.name, in_words(missing));
  return set;
}

// Alone on its port: for several loops the port is taken for a moment first, because with SO_REUSEPORT another process
// of the same user would go unnoticed.
ListenSet bind_exclusively(const Wanted& wanted, std::uint16_t port) {
  for (int attempt = 0; attempt < 16; ++attempt) {
    if (auto set = bind_all(wanted, port, Sharing::none)) return std::move(*set);
  }
  refuse(wanted.name, "found no port that is free at every address");
}

std::vector<ListenSet> share(const Wanted& wanted, ListenSet first, std::size_t loops) {
  const std::uint16_t port = first.front().address.port;
  std::vector<ListenSet> sets;
  if (loops == 1) {
    sets.push_back(std::move(first));
    return sets;
  }
  first.clear();
  while (sets.size() < loops) {
    if (auto set = bind_all(wanted, port, Sharing::between_loops)) sets.push_back(std::move(*set));
  }
  return sets;
}

}  // namespace

Listening copy_of(const Listening& listening) {
  return {listening.file, Descriptor(::fcntl(listening.descriptor.number(), F_DUPFD_CLOEXEC, 0)), listening.address};
}

void set_options_of_connections(const Descriptor& socket) {
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, most_unsent);
}

std::vector<std::string> hosts_to_listen_on(const std::string& host) {
  std::vector<std::string> hosts;
  for (const SocketAddress& address : addresses_of(host)) hosts.push_back(to_address(address).host);
  // A machine without IPv6 still has every address of IPv4.
  if (host == "*") hosts.emplace_back("0.0.0.0");
  return hosts;
}

ListenError::ListenError(const std::string& where, const std::string& why)
    : std::runtime_error(fmt::format("cannot listen on {}: {}", where, why)) {}

ListenError::ListenError(const std::string& where, Address taken)
    : ListenError(where, "address in use: another process listens there") {
  taken_ = std::move(taken);
}

std::vector<ListenSet> listen_on(const std::string& host, std::uint16_t port, std::size_t loops) {
  const Wanted wanted{name_of(host, port), addresses_of(host), host == "*" ? Families::both : Families::own};
  try {
    return share(wanted, bind_exclusively(wanted, port), loops);
  } catch (const ListenError&) {
    // A machine without IPv6 still has every address of IPv4.
    if (host != "*" || Descriptor(::socket(AF_INET6, socket_flags, 0)).valid()) throw;
  }
  return listen_on("0.0.0.0", port, loops);
}

std::vector<ListenSet> listen_on_path(const std::string& path, std::size_t loops, const SocketFileOptions& options) {
  const Descriptor socket(::socket(AF_UNIX, socket_flags, 0));
  const auto file = SocketFile::bind(socket, path, options);
  if (::listen(socket.number(), queue_length) != 0) refuse(path, std::strerror(errno));
  std::vector<ListenSet> sets(loops);
  for (ListenSet& set : sets) {
    set.push_back({file, Descriptor(::fcntl(socket.number(), F_DUPFD_CLOEXEC, 0)), Address{path, 0}});
  }
  return sets;
}

}  // namespace weft::io
