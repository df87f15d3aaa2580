// Connections that park, and unpark.
#include <utility>

#include <weft/session/server/connections.hpp>

namespace weft::session::server {

// The connection is destroyed first: what remains of it takes a small part of its place.
void Connections::park(Connection& connection, ParkedState state, Time until) {
  const Time since = connection.idle_since;
  auto listening = connection.engine().stop_listening();
  if (listening && listening->has_frames()) parked_frames_.emplace(state.id, std::move(listening));
  list_.erase(connection);
  ParkedConnection& parked = parked_.push_back(std::make_unique<ParkedConnection>(*this, std::move(state), since));
  loop.deadlines().arm(parked, until);
  if (!watch_) watch_.emplace(loop);
  if (!watch_->add(parked.state.channel.descriptor(), parked)) unpark(parked);
}

std::unique_ptr<Listening> Connections::take_frames(std::uint64_t id) {
  auto taken = parked_frames_.extract(id);
  return taken.empty() ? nullptr : std::move(taken.mapped());
}

Connection& Connections::unpark(ParkedConnection& parked) {
  const auto ended = parked_.take(parked);
  watch_->remove(parked.state.channel.descriptor());
  parking_queue.unparked(loop.now() - parked.since);
  Connection& connection = list_.push_back(std::make_unique<Connection>(std::move(parked.state), *this));
  connection.start();
  connection.touch();
  return connection;
}

void ParkedConnection::on_unpark() {
  connections_.unpark(*this);
}

void ParkedConnection::on_deadline(Time now) {
  connections_.unpark(*this).on_deadline(now);
}

}  // namespace weft::session::server
