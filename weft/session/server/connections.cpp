#include <weft/session/server/connections.hpp>

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
