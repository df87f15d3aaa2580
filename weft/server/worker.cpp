#include <weft/server/worker.hpp>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/io/address.hpp>
#include <weft/io/socket_channel.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::server {

// An endpoint: who listens, and the connections that came of it.
class Worker::Port final : public io::ListenerUser {
 public:
  Port(Worker& worker, const session::Protocols& protocols, io::ListenSet sockets,
       std::shared_ptr<const io::TlsContext> tls, const io::TrustedPeers& proxies, std::uint8_t endpoint)
      : worker_(worker),
        options_(worker.shared_.options.connection),
        connections_(worker.loop_, options_, worker),
        listener_(std::in_place, worker.loop_, std::move(sockets), *this,
                  io::ListenerOptions{std::move(tls), {}, proxies}) {
    options_.protocols = protocols;
    options_.endpoint = endpoint;
    for (Duration* drain : {&options_.h1.timeouts.drain, &options_.h2.timeouts.drain}) {
      *drain = std::max(*drain, worker_.shared_.options.drain);
    }
    // The program's routes are the same on all sites to come: a reload changes nothing here.
    options_.h2.extended_connect = worker.surroundings_.sites->sites->have_connects();
    options_.h1.wall_time = options_.h2.wall_time = &worker.surroundings_.clock.time();
    options_.h2.count_sections = worker.recorder_.show_streams();
  }

  void drain(bool others_serve) {
    listener_.reset();
    auto drained = [this] { worker_.port_drained(); };
    others_serve ? connections_.hand_over(std::move(drained)) : connections_.drain(std::move(drained));
  }
  io::ListenSet share() const { return listener_ ? listener_->share() : io::ListenSet(); }
  void stop_listening() { listener_.reset(); }
  void pause(bool pauses) {
    if (listener_) pauses ? listener_->pause() : listener_->resume();
  }
  session::server::Connections& connections() { return connections_; }
  void let_in(std::unique_ptr<io::Channel> channel) { on_accepted(std::move(channel)); }
  void change_tls(std::shared_ptr<const io::TlsContext> tls) {
    if (listener_) listener_->change_tls(std::move(tls));
  }

 private:
  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    auto& shared = worker_.shared_;
    if (shared.connections.fetch_add(1, std::memory_order_relaxed) >= shared.most_connections) {
      shared.connections.fetch_sub(1, std::memory_order_relaxed);
      return shared.refusals.limit_reached(shared.most_connections, worker_.loop_.now());
    }
    auto admitted = worker_.admit(channel->peer());
    if (!admitted) {
      shared.connections.fetch_sub(1, std::memory_order_relaxed);
      return;
    }
    ++worker_.open_;
    const std::uint64_t id = connections_.add(std::move(channel));
    if (admitted->slot != nullptr) worker_.keep_slot(id, std::move(admitted->slot));
  }
  void on_accept_failed(const std::error_code& why, std::size_t refused) override {
    worker_.shared_.refusals.accept_failed(why, refused, worker_.loop_.now());
  }
  void on_arrival_failed(const io::Address& proxy, io::Reason reason) override {
    worker_.shared_.diagnostics.report(
        fmt::format("a connection from the proxy {} was closed: {}", to_string(proxy), to_string(reason)));
  }

  Worker& worker_;
  session::server::Options options_;
  session::server::Connections connections_;
  std::optional<io::Listener> listener_;
};

void Worker::Contexts::give_back(Context& context) {
  const bool let_out = context.state_.let_out;
  context.reset();
  if (!let_out) return pool_.give_back(context);
  set_aside_.push_back(&context);
  if (set_aside_.size() > most_set_aside) pool_.give_back(*set_aside_.pop_front());
}

bool Worker::Contexts::cancel_all() {
  bool any = false;
  pool_.for_each([&](Context& context) {
    if (context.state_.working == 0) return;
    context.on_cancelled();
    any = true;
  });
  return any;
}

Worker::Worker(Shared& shared)
    : shared_(shared),
      contexts_(loop_),
      surroundings_{shared.diagnostics, shared.blocking, LocalPtr<const SitesInUse>(new SitesInUse(shared.sites))},
      recorder_(shared.logs, loop_) {
  if (!shared.options.forwarding.proxies.empty()) surroundings_.forwarding = &shared.options.forwarding;
  if (shared.is_measured) metrics_ = std::make_unique<Metrics>();
  surroundings_.metrics = metrics_.get();
}

Worker::~Worker() = default;

void Worker::open(const session::Protocols& protocols, io::ListenSet sockets, std::shared_ptr<const io::TlsContext> tls,
                  const io::TrustedPeers& proxies, std::uint8_t endpoint) {
  ports_.push_back(std::make_unique<Port>(*this, protocols, std::move(sockets), std::move(tls), proxies, endpoint));
}

void Worker::change_tls(std::size_t port, std::shared_ptr<const io::TlsContext> tls) {
  loop_.post([this, port, tls = std::move(tls)] {
    if (port < ports_.size()) ports_[port]->change_tls(tls);
  });
}

void Worker::change_sites(std::shared_ptr<const Sites> sites) {
  loop_.post(
      [this, sites = std::move(sites)] { surroundings_.sites = LocalPtr<const SitesInUse>(new SitesInUse(sites)); });
}

// An end that comes too late is closed, and the other end learns of it.
void Worker::let_in(io::Descriptor socket, std::uint8_t endpoint) {
  loop_.post([this, shared = std::make_shared<io::Descriptor>(std::move(socket)), endpoint] {
    if (phase_ != Phase::serving) return;
    if (inside_ports_.size() <= endpoint) inside_ports_.resize(endpoint + std::size_t{1});
    Port*& port = inside_ports_[endpoint];
    if (port == nullptr) {
      open({}, {}, nullptr, {}, endpoint);
      port = ports_.back().get();
    }
    port->let_in(std::make_unique<io::SocketChannel>(loop_, io::Connected{std::move(*shared), inside(), inside()}));
  });
}

void Worker::list_connections(std::shared_ptr<ConnectionList> list) {
  loop_.post([this, list = std::move(list)] {
    std::vector<ConnectionList::View> all;
    for (const auto& port : ports_) {
      auto some = port->connections().views(list->most() - all.size());
      std::ranges::move(some, std::back_inserter(all));
    }
    list->add(std::move(all));
  });
}

void Worker::report_streams(std::shared_ptr<StreamReport> report) {
  loop_.post([this, report = std::move(report)] {
    std::vector<StreamReport::Details> all;
    std::size_t open = 0;
    for (const auto& port : ports_) {
      const StreamQuery& query = report->query();
      open += port->connections().size();
      auto some = port->connections().details(query.limit, query.connection, query.frames, query.has_parked);
      std::ranges::move(some, std::back_inserter(all));
    }
    report->add(std::move(all), open);
  });
}

std::future<std::vector<io::ListenSet>> Worker::share_sockets() {
  auto promise = std::make_shared<std::promise<std::vector<io::ListenSet>>>();
  auto answer = promise->get_future();
  loop_.post([this, promise] {
    std::vector<io::ListenSet> sets;
    for (const auto& port : ports_) sets.push_back(port->share());
    promise->set_value(std::move(sets));
  });
  return answer;
}

// A loop that is stuck is not asked again, so that no work piles up.
bool Worker::is_alive() {
  if (!alive_ || ended_) return ended_;
  alive_ = false;
  loop_.post([this] { alive_ = true; });
  return true;
}

// The order is that of Shed. Idle ones are closed a part at a time, so that no more go than has helped, and not all
// come back at once. New requests are refused by what pressure_ says.
void Worker::shed(Pressure pressure) {
  // One that was parked takes its full memory once more for a moment.
  constexpr std::size_t most_closed = 256;
  const Pressure before = std::exchange(pressure_, pressure);
  const auto begins = [&](Pressure level) { return pressure >= level && before < level; };
  const auto ends = [&](Pressure level) { return pressure < level && before >= level; };
  for (const auto& port : ports_) {
    auto& connections = port->connections();
    if (pressure != Pressure::none) {
      shared_.memory.count(Shed::idle_connection, connections.close_idle(most_closed, Reason::memory_idle));
    }
    if (begins(Pressure::high)) shared_.memory.count(Shed::request_body, connections.hold_bodies());
    if (ends(Pressure::high)) connections.release_bodies();
    if (begins(Pressure::severe)) port->pause(true);
    if (ends(Pressure::severe)) port->pause(false);
  }
  if (begins(Pressure::severe)) shared_.memory.count(Shed::accepting, 1);
}

// A mistake in work that a handler has posted, such as the use of its Context after its end, is told, and costs nobody
// else their answers.
void Worker::run_loop() {
  for (;;) {
    try {
      return loop_.run();
    } catch (const std::logic_error& mistake) {
      shared_.diagnostics.report(fmt::format("work on a loop of the server failed: {}", mistake.what()));
    }
  }
}

void Worker::run() {
  if (shared_.memory.is_limited()) loop_.deadlines().arm(memory_look_, loop_.now() + MemoryWatch::between_looks);
  run_loop();
  ports_.clear();
  shared_.connections.fetch_sub(std::exchange(open_, 0), std::memory_order_relaxed);
  ended_ = true;
  recorder_.flush();
}

// --- the end ---------------------------------------------------------------------------------------------------------

void Worker::drain(Duration delay) {
  loop_.post([this, delay] {
    if (phase_ != Phase::serving) return;
    phase_ = Phase::leaving;
    surroundings_.drain.has_begun = true;
    if (delay == Duration::zero()) return accept_no_more(false);
    loop_.deadlines().arm(*this, loop_.now() + delay);
  });
}

void Worker::hand_over() {
  loop_.post([this] {
    if (phase_ == Phase::serving) accept_no_more(true);
  });
}

void Worker::accept_no_more(bool others_serve) {
  phase_ = Phase::draining;
  surroundings_.drain.tell();
  loop_.deadlines().arm(*this, loop_.now() + shared_.options.drain);
  undrained_ = ports_.size();
  for (const auto& port : ports_) port->drain(others_serve);
  OpenWebSockets& open = surroundings_.open_websockets;
  for (auto* each = open.empty() ? nullptr : &open.front(); each != nullptr; each = open.next(*each)) each->on_drain();
}

void Worker::port_drained() {
  if (--undrained_ == 0) stop_now();
}

void Worker::stop() {
  loop_.post([this] { stop_now(); });
}

void Worker::stop_now() {
  if (phase_ == Phase::stopping) return;
  phase_ = Phase::stopping;
  // A test that holds the time may be gone.
  loop_.let_time_go();
  surroundings_.drain.has_begun = true;
  for (const auto& port : ports_) port->stop_listening();
  give_up_ = loop_.now() + last_words;
  stop_when_idle();
}

// A coroutine's frame must not outlive the loop: each is told, and has a moment to end.
void Worker::stop_when_idle() {
  if (!contexts_.cancel_all() || loop_.now() >= give_up_) return loop_.stop();
  loop_.deadlines().arm(*this, loop_.now() + io::Deadlines::tick);
}

void Worker::on_deadline(Time) {
  if (phase_ == Phase::leaving) return accept_no_more(false);
  phase_ == Phase::draining ? stop_now() : stop_when_idle();
}

}  // namespace weft::server
