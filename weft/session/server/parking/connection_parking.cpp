// How a connection parks, and another one takes over.
#include <algorithm>
#include <utility>

#include <weft/session/server/connection.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

Connection::Connection(ParkedState parked, Connections& connections)
    : session::Connection(std::move(parked.channel).unpark(connections.loop), connections.timeouts),
      connections_(connections),
      announced_(true) {
  known().id = parked.id;
  known().endpoint = connections.options.endpoint;
  known().version = http::Version::http2;
  known().has_spoken = true;
  known().tls = channel().tls();
  engine().unpark_h2(parked.engine, connections_.options.h2, connections_.workspace, now());
  if (connections.options.frames != 0) engine().listen(connections.take_frames(parked.id));
  limit_age(parked.age);
  begin_speaking();
}

void Connection::settled(Time now) {
  if (is_idle()) {
    connections_.parking_queue.add(*this, now);
  } else {
    connections_.parking_queue.remove(*this);
  }
}

// The engine is looked at first: it stays what it is where the channel cannot.
bool Connection::park(Time now) {
  if (!is_idle() || work_left()) return false;
  auto engine_state = engine().h2()->park(now);
  if (!engine_state) return false;
  auto parked_channel = channel().park();
  if (!parked_channel) return false;
  const Time until = std::min(engine_state->deadline(connections_.options.h2.timeouts), age());
  connections_.park(*this, {facts().id, age(), std::move(*engine_state), std::move(*parked_channel)}, until);
  return true;
}

}  // namespace weft::session::server
