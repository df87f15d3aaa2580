// A server on the bare engine: plain POSIX sockets, one thread, poll(2). Nothing but weft::h2 is linked.
//
//   ./engine_server [port]                  20800 unless told otherwise; 0 takes any and says which
//   curl --http2-prior-knowledge http://localhost:20800/
//   curl --http2-prior-knowledge http://localhost:20800/ --data-binary @file        how many octets it was
//
// docs/engine.md says what is due when.
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <weft/h2/connection.hpp>

namespace {

using namespace weft;
using namespace std::chrono_literals;

volatile std::sig_atomic_t asked_to_stop = 0;

Time now() {
  return std::chrono::steady_clock::now();
}

class Text final : public http::BodySource {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = text_.copy(reinterpret_cast<char*>(room.data()), room.size(), given_);
    given_ += size;
    return {size, given_ == text_.size() ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  std::string text_;
  std::size_t given_ = 0;
};

// A request that has come and was not released.
struct Exchange {
  bool known = false;
  std::size_t octets = 0;
  std::unique_ptr<Text> body;
};

class Peer {
 public:
  Peer(int socket, const h2::Options& options, h2::Workspace& workspace)
      : socket_(socket), engine_(http::Role::server, options, workspace, now()) {}
  ~Peer() { ::close(socket_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  pollfd interest() const {
    const bool reads = linger_until_ != never || engine_.wants_input();
    return {socket_, static_cast<short>((reads ? POLLIN : 0) | (out_.empty() ? 0 : POLLOUT)), 0};
  }
  Time deadline() const { return std::min(engine_.next_deadline(), linger_until_); }
  bool gone() const { return gone_; }

  void shut_down() {
    engine_.shutdown(now());
    hear();
  }
  void turn(short happened) {
    if ((happened & (POLLIN | POLLHUP | POLLERR)) != 0) read();
    if (now() >= engine_.next_deadline()) engine_.handle_timeout(now());
    hear();
    write();
    if (now() >= linger_until_) gone_ = true;
  }

 private:
  void read() {
    std::uint8_t octets[16 * 1024];
    const ssize_t size = ::recv(socket_, octets, sizeof octets, 0);
    if (size < 0) {
      gone_ = errno != EAGAIN && errno != EINTR;
    } else if (linger_until_ != never) {
      gone_ = size == 0;  // what still comes is dropped
    } else if (size == 0) {
      engine_.receive_end(now());
    } else {
      for (Octets rest(octets, static_cast<std::size_t>(size)); !rest.empty();) {
        rest = engine_.receive_some(rest, now());
        hear();
      }
    }
  }

  // Composes what the transport takes, and no more: a more urgent frame can overtake only what is not composed yet.
  void write() {
    constexpr std::size_t budget = 64 * 1024;
    while (!gone_) {
      if (out_.empty() && engine_.wants_to_produce()) {
        engine_.produce(out_, budget, now());
        hear();
      }
      if (out_.empty()) break;
      const ssize_t size = ::send(socket_, out_.readable().data(), out_.size(), MSG_NOSIGNAL);
      if (size < 0) {
        gone_ = errno != EAGAIN && errno != EINTR;
        return;
      }
      out_.consume(static_cast<std::size_t>(size));
    }
    if (engine_.closed() && linger_until_ == never) half_close();
  }

  // The last words have left. The peer gets a moment to read them: octets that nobody reads would make TCP drop them.
  void half_close() {
    ::shutdown(socket_, SHUT_WR);
    linger_until_ = now() + 1s;
  }

  void hear() {
    while (const auto event = engine_.poll_event()) std::visit([this](const auto& what) { on(what); }, *event);
  }
  void on(const h2::RequestReceived& request) {
    Exchange& exchange = exchanges_[request.message];
    exchange.known = request.head->path == "/";
    if (request.end == http::End::yes) answer(request.message);
  }
  void on(const h2::DataReceived& data) {
    exchanges_[data.message].octets += data.octets.size();
    engine_.consume(data.message, data.octets.size());
    if (data.end == http::End::yes) answer(data.message);
  }
  void on(const h2::TrailersReceived& trailers) { answer(trailers.message); }
  void on(const h2::Closed& closed) {
    engine_.release(closed.message);
    exchanges_.erase(closed.message);
  }
  // Nothing is owed for a message that was rejected; closed() says that the connection was.
  template <class Other>
  void on(const Other&) {}

  void answer(h2::MessageId message) {
    Exchange& exchange = exchanges_[message];
    std::string text = "hello\n";
    if (exchange.octets != 0) text = std::to_string(exchange.octets) + " octets\n";
    if (!exchange.known) text = "no such page\n";
    http::ResponseHead head;
    head.status = exchange.known ? http::Status::ok : http::Status::not_found;
    head.content_length = text.size();
    head.fields.add("content-type", "text/plain");
    exchange.body = std::make_unique<Text>(std::move(text));
    if (!engine_.respond(message, head, exchange.body.get(), now())) std::abort();  // a mistake of ours
  }

  int socket_;
  h2::Connection engine_;
  Buffer out_;
  std::map<h2::MessageId, Exchange> exchanges_;
  Time linger_until_ = never;
  bool gone_ = false;
};

int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener, generic, size) != 0 || ::listen(listener, 128) != 0) return -1;
  ::getsockname(listener, generic, &size);
  ::fcntl(listener, F_SETFL, O_NONBLOCK);
  std::printf("listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

// Waits until something happens, or for the earliest deadline. Signals are let in here, and nowhere else.
void wait(std::vector<pollfd>& polled, Time until) {
  sigset_t none;
  sigemptyset(&none);
  const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(until - now());
  const timespec time{std::max<std::int64_t>(left.count(), 0) / 1'000'000'000,
                      std::max<std::int64_t>(left.count(), 0) % 1'000'000'000};
  if (::ppoll(polled.data(), polled.size(), until == never ? nullptr : &time, &none) <= 0) {
    for (pollfd& each : polled) each.revents = 0;
  }
}

void serve(int listener) {
  const h2::Options options;
  h2::Workspace workspace;
  std::list<Peer> peers;
  bool stopping = false;
  while (!stopping || !peers.empty()) {
    std::vector<pollfd> polled{{stopping ? -1 : listener, POLLIN, 0}};
    Time until = never;
    for (const Peer& peer : peers) {
      polled.push_back(peer.interest());
      until = std::min(until, peer.deadline());
    }
    wait(polled, until);
    if (asked_to_stop != 0 && !stopping) {
      stopping = true;
      for (Peer& peer : peers) peer.shut_down();
    }
    auto happened = polled.begin();
    for (Peer& peer : peers) peer.turn((++happened)->revents);
    peers.remove_if([](const Peer& peer) { return peer.gone(); });
    if (polled.front().revents == 0) continue;
    const int socket = ::accept(listener, nullptr, nullptr);
    if (socket < 0) continue;
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
    peers.emplace_back(socket, options, workspace);
  }
}

}  // namespace

int main(int count, char** arguments) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  std::signal(SIGTERM, [](int) { asked_to_stop = 1; });
  std::signal(SIGINT, [](int) { asked_to_stop = 1; });
  const int listener = listen_on(static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 20800));
  if (listener < 0) {
    std::perror("engine_server");
    return 1;
  }
  serve(listener);
  ::close(listener);
}
