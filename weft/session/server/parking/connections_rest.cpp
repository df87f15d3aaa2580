// Connections that rest, and those that come back.
#include <utility>

#include <weft/session/server/connections.hpp>

namespace weft::session::server {

// The connection goes first: what is left of it takes a small part of its place.
void Connections::lay_down(Connection& connection, Rested rested, Time until) {
  const Time since = connection.quiet_since;
  std::unique_ptr<Connection>(&connection).reset();
  Sleeper& sleeper = *std::make_unique<Sleeper>(*this, std::move(rested), since).release();
  asleep_.push_back(sleeper);
  loop.deadlines().arm(sleeper, until);
  if (!watch_) watch_.emplace(loop);
  if (!watch_->add(sleeper.rested.channel.descriptor(), sleeper)) wake(sleeper);
}

Connection& Connections::wake(Sleeper& sleeper) {
  const std::unique_ptr<Sleeper> gone(&sleeper);
  watch_->remove(sleeper.rested.channel.descriptor());
  quiet.came_back(loop.now() - sleeper.since);
  Connection& connection = *std::make_unique<Connection>(std::move(sleeper.rested), *this).release();
  list_.push_back(connection);
  connection.start();
  connection.touch();
  return connection;
}

void Sleeper::on_stir() {
  connections_.wake(*this);
}

void Sleeper::on_deadline(Time now) {
  connections_.wake(*this).on_deadline(now);
}

}  // namespace weft::session::server
