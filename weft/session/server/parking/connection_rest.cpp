// How a connection comes to rest, and another one goes on.
#include <algorithm>
#include <utility>

#include <weft/session/server/connection.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

Connection::Connection(Rested rested, Connections& connections)
    : session::Connection(std::move(rested.channel).wake(connections.loop), connections.timeouts),
      connections_(connections),
      announced_(true) {
  facts_.id = rested.id;
  facts_.version = http::Version::http2;
  facts_.peer = &channel().peer();
  facts_.local = &channel().local();
  facts_.tls = channel().tls();
  engine().go_on(rested.engine, connections_.options.h2, connections_.workspace, now());
  limit_age(rested.age);
  go_on();
}

void Connection::settled(Time now) {
  if (is_quiet()) {
    connections_.quiet.add(*this, now);
  } else {
    connections_.quiet.remove(*this);
  }
}

// The engine is looked at first: it stays what it is where the channel cannot.
bool Connection::rest(Time now) {
  if (!is_quiet() || work_left()) return false;
  auto packed = engine().h2()->park(now);
  if (!packed) return false;
  auto resting = channel().rest();
  if (!resting) return false;
  const Time until = std::min(packed->deadline(connections_.options.h2.timeouts), age());
  connections_.lay_down(*this, {facts_.id, age(), std::move(*packed), std::move(*resting)}, until);
  return true;
}

}  // namespace weft::session::server
