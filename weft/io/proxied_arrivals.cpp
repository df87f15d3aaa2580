#include <weft/io/proxied_arrivals.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>
#include <utility>

#include <weft/io/deadline.hpp>
#include <weft/io/proxy_header.hpp>
#include <weft/io/readiness.hpp>

namespace weft::io {

class ProxiedArrivals::Arrival final : private ReadinessUser, private Deadline {
 public:
  Arrival(ProxiedArrivals& owner, Connected connected)
      : owner_(owner),
        socket_(owner.loop_.context(), std::move(connected.descriptor), *this),
        proxy_(std::move(connected.peer)),
        local_(std::move(connected.local)) {
    owner_.loop_.deadlines().arm(*this, owner_.loop_.now() + owner_.timeout_);
    socket_.await_readable();
  }

  void is_at(Waiting::iterator place) { place_ = place; }

 private:
  void on_deadline(Time /*now*/) override { fail(Reason::proxy_header_timeout); }
  void on_readable() override;
  void arrive();
  void fail(Reason reason);
  void leave();

  ProxiedArrivals& owner_;
  Waiting::iterator place_;
  Readiness socket_;
  Address proxy_;
  Address local_;
  ProxyHeader header_;
};

// Octets behind the header are those of TLS or of what else begins: they stay in the socket.
void ProxiedArrivals::Arrival::on_readable() {
  const MutableOctets room = owner_.loop_.scratch().input();
  const ssize_t seen = ::recv(socket_.descriptor(), room.data(), room.size(), MSG_PEEK);
  if (seen == 0) return header_.size() == 0 ? leave() : fail(Reason::proxy_header_cut);
  if (seen < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    return fail(reason_to_close({errno, std::system_category()}));
  }
  if (seen > 0) {
    const std::size_t used = header_.take(room.first(static_cast<std::size_t>(seen)));
    ::recv(socket_.descriptor(), room.data(), used, 0);
  }
  if (header_.state() == ProxyHeader::State::whole) return arrive();
  if (header_.state() == ProxyHeader::State::refused) return fail(header_.reason());
  socket_.await_readable();
}

void ProxiedArrivals::Arrival::arrive() {
  Connected connected{socket_.release(), header_.client().value_or(proxy_), std::move(local_)};
  ArrivalUser& user = owner_.user_;
  leave();
  user.on_arrived(std::move(connected));
}

void ProxiedArrivals::Arrival::fail(Reason reason) {
  const Address proxy = std::move(proxy_);
  ArrivalUser& user = owner_.user_;
  leave();
  user.on_arrival_failed(proxy, reason);
}

// The arrival is gone when this returns.
void ProxiedArrivals::Arrival::leave() {
  owner_.waiting_.erase(place_);
}

ProxiedArrivals::ProxiedArrivals(Loop& loop, ArrivalUser& user, Duration timeout)
    : loop_(loop), user_(user), timeout_(timeout) {}

ProxiedArrivals::~ProxiedArrivals() = default;

void ProxiedArrivals::add(Connected connected) {
  if (waiting_.size() == most) return user_.on_arrival_failed(connected.peer, Reason::proxy_headers_too_many);
  waiting_.push_back(std::make_unique<Arrival>(*this, std::move(connected)));
  waiting_.back()->is_at(std::prev(waiting_.end()));
}

}  // namespace weft::io
