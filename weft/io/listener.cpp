#include <weft/io/listener.hpp>

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <weft/io/address.hpp>

namespace weft::io {

namespace {

// Connections that are already there must get their turn, too.
constexpr int accepts_per_turn = 64;

constexpr Duration rest_after_failure = std::chrono::milliseconds(100);

Descriptor open_reserve() {
  return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

// The end of one connection before it was taken. After any other error the next try would fail as well, at once.
bool concerns_one_connection(int error) {
  static constexpr std::array known = {ECONNABORTED, EPROTO, EINTR,        ENETDOWN,    ENOPROTOOPT,
                                       EHOSTDOWN,    ENONET, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT};
  return std::find(known.begin(), known.end(), error) != known.end();
}

}  // namespace

// One listening socket.
class Listener::Door final : private ReadinessUser {
 public:
  Door(Listener& listener, Listening listening)
      : listener_(listener),
        file_(std::move(listening.file)),
        socket_(listener.loop_.context(), std::move(listening.descriptor), *this),
        address_(std::move(listening.address)) {}

  // Another process may have the socket as well, so that its end would not come with that of this descriptor: the
  // reactor must let go of it first.
  ~Door() { const Descriptor released = socket_.release(); }

  const Address& address() const { return address_; }
  Listening share() const { return {file_, Descriptor(::fcntl(socket_.descriptor(), F_DUPFD_CLOEXEC, 0)), address_}; }
  void open() {
    if (!listener_.paused_) socket_.await_readable();
  }

 private:
  void on_readable() override {
    listener_.loop_.serve_alone();
    for (int i = 0; i < accepts_per_turn && !listener_.paused_; ++i) {
      SocketAddress peer;
      Descriptor accepted(::accept4(socket_.descriptor(), peer.data(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (accepted.valid()) {
        listener_.take(connected(std::move(accepted), peer));
      } else if (const int error = errno; error == EAGAIN) {
        break;
      } else if (!concerns_one_connection(error)) {
        return listener_.back_off(socket_.descriptor(), error);
      }
    }
    open();
  }

  Connected connected(Descriptor accepted, const SocketAddress& peer) const {
    Connected made{std::move(accepted), to_address(peer), address_};
    // The far end of a UNIX socket has no name of its own.
    if (peer.family() == AF_UNIX) made.peer = address_;
    if (is_wildcard(address_)) made.local = to_address(local_address_of(made.descriptor.number()));
    return made;
  }

  Listener& listener_;
  // Goes after the socket.
  std::shared_ptr<const SocketFile> file_;
  Readiness socket_;
  Address address_;
};

Listener::Listener(Loop& loop, ListenSet sockets, ListenerUser& user, ListenerOptions options)
    : loop_(loop), user_(user), options_(std::move(options)), reserve_(open_reserve()) {
  if (!options_.proxies.empty()) {
    arrivals_ =
        std::make_unique<ProxiedArrivals>(loop_, static_cast<ArrivalUser&>(*this), options_.channel.handshake_timeout);
  }
  for (Listening& listening : sockets) doors_.push_back(std::make_unique<Door>(*this, std::move(listening)));
  resume();
}

Listener::~Listener() = default;

void Listener::pause() {
  paused_ = true;
}

void Listener::resume() {
  paused_ = false;
  for (const auto& door : doors_) door->open();
}

std::vector<Address> Listener::addresses() const {
  std::vector<Address> all;
  for (const auto& door : doors_) all.push_back(door->address());
  return all;
}

ListenSet Listener::share() const {
  ListenSet all;
  for (const auto& door : doors_) all.push_back(door->share());
  return all;
}

void Listener::on_deadline(Time /*now*/) {
  // If all descriptors were taken, there was none for the reserve either.
  if (!reserve_.valid()) reserve_ = open_reserve();
  for (const auto& door : doors_) door->open();
}

// Connections in the queue of a process without descriptors would wait in vain: they are refused, then the listener
// pauses for a moment, so that neither the processor nor the log is busy with refusals.
void Listener::back_off(int listening, int error) {
  std::size_t refused = 0;
  reserve_.close();
  for (int i = 0; i < accepts_per_turn; ++i) {
    const Descriptor peer(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer.valid()) break;
    ++refused;
  }
  reserve_ = open_reserve();
  loop_.deadlines().arm(*this, loop_.now() + rest_after_failure);
  user_.on_accept_failed({error, std::generic_category()}, refused);
}

void Listener::take(Connected connected) {
  if (arrivals_ && options_.proxies.contains(connected.peer.host)) return arrivals_->add(std::move(connected));
  on_arrived(std::move(connected));
}

void Listener::on_arrived(Connected connected) {
  user_.on_accepted(make_channel(std::move(connected)));
}

void Listener::on_arrival_failed(const Address& proxy, Reason reason) {
  user_.on_arrival_failed(proxy, reason);
}

std::unique_ptr<Channel> Listener::make_channel(Connected connected) {
  if (!options_.tls) return std::make_unique<SocketChannel>(loop_, std::move(connected));
  return std::make_unique<TlsChannel>(loop_, std::move(connected), options_.tls, options_.channel);
}

}  // namespace weft::io
