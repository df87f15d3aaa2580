#include <weft/io/attempts.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include <weft/io/readiness.hpp>

namespace weft::io {

namespace {

std::error_code outcome_of(int descriptor) {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  return {error, std::system_category()};
}

bool has_answered(int descriptor) {
  pollfd asked{descriptor, POLLOUT, 0};
  return ::poll(&asked, 1, 0) == 1;
}

Descriptor open_socket(const SocketAddress& address) {
  Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  // Without a socket, errno still says why.
  if (!socket.valid() || address.family() == AF_UNIX) return socket;
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

struct Attempts::Attempt final : ReadinessUser {
  Attempt(Attempts& owner, const SocketAddress& peer, Descriptor descriptor)
      : all(owner), address(peer), socket(owner.loop_.context(), std::move(descriptor), *this) {}
  void on_writable() override { all.take_answer(*this); }

  Attempts& all;
  SocketAddress address;
  Readiness socket;
};

// RFC 8305 4: "Whichever address family is first in the list should be followed by an address of the other address
// family". The order within a family is that of the resolver.
// Beyond the RFC: IPv6 is first even where the resolver prefers IPv4.
std::vector<SocketAddress> interleave_families(const std::vector<SocketAddress>& addresses) {
  std::vector<SocketAddress> first;
  std::vector<SocketAddress> second;
  for (const SocketAddress& each : addresses) (each.family() == AF_INET6 ? first : second).push_back(each);
  std::vector<SocketAddress> order;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) order.push_back(first[i]);
    if (i < second.size()) order.push_back(second[i]);
  }
  return order;
}

Attempts::Attempts(Loop& loop, AttemptsUser& user) : loop_(loop), user_(user) {}

Attempts::~Attempts() = default;

void Attempts::start(std::vector<SocketAddress> addresses, Duration delay, Time end) {
  addresses_ = interleave_families(addresses);
  delay_ = delay;
  end_ = end;
  start_next();
}

void Attempts::on_deadline(Time now) {
  if (now < end_) return start_next();
  give_up(std::make_error_code(std::errc::timed_out));
}

// RFC 8305 5: "one connection attempt to a single address is started first, followed by the others in the list, one at
// a time." Beyond the RFC: behind a loopback address the next one is tried at once. This machine mostly has answered by
// then, and a second connection would be made in vain.
void Attempts::start_next() {
  while (next_ < addresses_.size()) {
    Attempt* attempt = begin(addresses_[next_++]);
    if (attempt == nullptr) continue;
    if (!is_loopback(attempt->address)) break;
    if (!has_answered(attempt->socket.descriptor())) continue;
    const std::error_code error = outcome_of(attempt->socket.descriptor());
    if (!error) return won(*attempt);
    failed(*attempt, error);
  }
  if (under_way_.empty()) return give_up(error_);
  await_answers();
}

// Null where it has failed already.
Attempts::Attempt* Attempts::begin(const SocketAddress& address) {
  Descriptor socket = open_socket(address);
  // A UNIX socket is connected, or not, at once.
  const bool begun =
      socket.valid() && (::connect(socket.number(), address.data(), address.size) == 0 || errno == EINPROGRESS);
  if (!begun) return note({errno, std::system_category()}), nullptr;
  auto attempt = std::make_unique<Attempt>(*this, address, std::move(socket));
  if (attempt->socket.descriptor() < 0) return note(std::make_error_code(std::errc::too_many_files_open)), nullptr;
  attempt->socket.await_writable();
  return under_way_.emplace_back(std::move(attempt)).get();
}

// RFC 8305 8: the delay is the "Connection Attempt Delay".
// Beyond the RFC: where the time is short, each address that is left has its part of it.
void Attempts::await_answers() {
  const auto left = static_cast<Duration::rep>(addresses_.size() - next_);
  if (left == 0) return loop_.deadlines().arm(*this, end_);
  const Time now = loop_.now();
  loop_.deadlines().arm(*this, now + std::min(delay_, (end_ - now) / (left + 1)));
}

void Attempts::take_answer(Attempt& attempt) {
  const std::error_code error = outcome_of(attempt.socket.descriptor());
  if (!error) return won(attempt);
  failed(attempt, error);
  start_next();
}

// RFC 8305 5: "Once one of the connection attempts succeeds (generally when the TCP handshake completes), all other
// connections attempts that have not yet succeeded SHOULD be canceled."
void Attempts::won(Attempt& attempt) {
  Descriptor socket = attempt.socket.release();
  const SocketAddress peer = attempt.address;
  loop_.deadlines().disarm(*this);
  under_way_.clear();
  user_.on_won(std::move(socket), peer);
}

void Attempts::failed(Attempt& attempt, std::error_code error) {
  note(error);
  std::erase_if(under_way_, [&](const auto& each) { return each.get() == &attempt; });
}

// The first address is the one that was wanted most. But "nobody listens" says more than "this machine lacks the
// family", an error that comes of trying both families.
void Attempts::note(std::error_code error) {
  if (!error_ || error == std::errc::connection_refused) error_ = error;
}

void Attempts::give_up(std::error_code error) {
  loop_.deadlines().disarm(*this);
  under_way_.clear();
  user_.on_all_failed(error, reason_to_not_connect(error));
}

}  // namespace weft::io
