#include <weft/session/server/connections.hpp>

#include <algorithm>
#include <utility>

namespace weft::session::server {

Connections::Connections(io::Loop& the_loop, const Options& the_options, Service& the_service)
    : loop(the_loop),
      options(the_options),
      service(the_service),
      timeouts{.opening = the_options.h2.timeouts.preface,
               .write_stall = the_options.write_stall,
               .http2_write_stall = the_options.http2_write_stall,
               .linger = the_options.linger,
               .linger_octets = the_options.linger_octets,
               .ping_delay = the_options.ping_delay,
               .ping_answer = the_options.ping_answer},
      parking_queue(the_loop.deadlines()) {}

std::uint64_t Connections::add(std::unique_ptr<io::Channel> channel) {
  Connection& connection = list_.push_back(std::make_unique<Connection>(std::move(channel), *this));
  ++size_;
  const std::uint64_t id = connection.facts().id;
  connection.start();
  if (draining_) connection.shutdown();
  return id;
}

void Connections::drain(std::function<void()> drained) {
  end(std::move(drained));
}

void Connections::hand_over(std::function<void()> drained) {
  handing_over_ = true;
  end(std::move(drained));
}

void Connections::end(std::function<void()> drained) {
  draining_ = true;
  drained_ = std::move(drained);
  if (size_ == 0) return std::exchange(drained_, nullptr)();
  if (end_all(handing_over_ ? wind_down : shut_down_unless_fresh)) loop.deadlines().arm(*this, loop.now() + a_moment);
}

// A hand-over leaves connections of which nobody knows the version yet, as long as Timeouts::opening does.
void Connections::on_deadline(Time now) {
  if (size_ == 0) return;
  if (end_all(handing_over_ ? wind_down : shut_down)) loop.deadlines().arm(*this, now + a_moment);
}

// Those that are parked have been idle the longest, and in the order of their list.
std::size_t Connections::close_idle(std::size_t most, OwnReason reason) {
  auto spare = spare_ones();
  std::size_t closed = 0;
  for (; closed < most && !parked_.empty(); ++closed) unpark(parked_.front()).dismiss(reason);
  for (std::size_t i = 0; closed < most && i < spare.size(); ++i, ++closed) spare[i]->dismiss(reason);
  return closed;
}

std::vector<Connection*> Connections::spare_ones() {
  std::vector<Connection*> spare;
  for_each([&](Connection& connection) {
    if (connection.is_spare()) spare.push_back(&connection);
  });
  std::ranges::sort(spare, {}, &Connection::heard);
  return spare;
}

std::size_t Connections::hold_bodies() {
  std::size_t held = 0;
  for_each([&](Connection& connection) { held += connection.hold_bodies(); });
  return held;
}

void Connections::release_bodies() {
  for_each([](Connection& connection) { connection.release_bodies(); });
}

bool Connections::shut_down_unless_fresh(Connection& connection) {
  return !connection.is_fresh() && shut_down(connection);
}

bool Connections::shut_down(Connection& connection) {
  connection.shutdown();
  return true;
}

bool Connections::wind_down(Connection& connection) {
  if (connection.has_begun()) connection.wind_down();
  return connection.has_begun();
}

bool Connections::end_all(bool (*end_one)(Connection&)) {
  // Only a connection that is not parked can say goodbye. One that had a moment may have parked in it.
  while (!parked_.empty()) unpark(parked_.front());
  bool are_left = false;
  Connection* next = nullptr;
  for (Connection* connection = &list_.front(); connection != nullptr; connection = next) {
    next = list_.next(*connection);
    if (!end_one(*connection)) are_left = true;
  }
  return are_left;
}

void Connections::remove(Connection& connection) {
  parking_queue.remove(connection);
  list_.erase(connection);
  --size_;
  if (size_ == 0 && drained_) std::exchange(drained_, nullptr)();
}

}  // namespace weft::session::server
