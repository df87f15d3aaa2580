// Connections of an origin, for those who measure or wait.
#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include <weft/client/pool/origin_pool.hpp>

namespace weft::client {

std::string OriginPool::why_waiting() const {
  if (parts_.loop.now() < calm_until_) return "in the pool: the server wants calm";
  const auto open = std::ranges::count_if(live_, [](const Live& live) { return live.open && !live.alone; });
  if (open == 0) return {};
  const std::string connections = open == 1 ? "the connection has" : fmt::format("{} connections have", open);
  return fmt::format("in the pool: {} no room for one more request", connections);
}

ClientAttributes OriginPool::attributes_of(const Live& live) const {
  return {.server_address = origin_.host,
          .server_port = origin_.port,
          .version = live.connection->facts().version,
          .state = live.told};
}

// A connection is counted in one state at a time.
void OriginPool::observe(Live& live) const {
  ClientObserver* const observer = parts_.options.observer.get();
  if (observer == nullptr || live.look_up) return;
  using State = ClientAttributes::State;
  const State now = live.connection->calls() > 0 ? State::active : State::idle;
  if (live.told == now) return;
  if (live.told) observer->measured(ClientMetric::open_connections, -1, attributes_of(live));
  live.told = now;
  observer->measured(ClientMetric::open_connections, 1, attributes_of(live));
}

void OriginPool::observe_end(const Live& live) const {
  if (!live.told) return;
  ClientObserver* const observer = parts_.options.observer.get();
  ClientAttributes attributes = attributes_of(live);
  observer->measured(ClientMetric::open_connections, -1, attributes);
  attributes.state.reset();
  const Duration age = parts_.loop.now() - live.connection->story()->opened;
  observer->measured(ClientMetric::connection_duration, std::chrono::duration<double>(age).count(), attributes);
}

}  // namespace weft::client
