#include "actions.hpp"

#include <algorithm>
#include <array>

#include "run.hpp"

namespace weft::client_simulation {

namespace {

template <class List>
auto* any_of(World& world, List& list) {
  return list.empty() ? nullptr : &*list[world.choices.below(static_cast<std::uint32_t>(list.size()))];
}

Peer* any_peer(World& world) {
  return any_of(world, world.peers);
}

Exchange* any_exchange(World& world) {
  Peer* const peer = any_peer(world);
  if (peer == nullptr || peer->exchanges.empty()) return nullptr;
  return &peer->exchanges[world.choices.below(static_cast<std::uint32_t>(peer->exchanges.size()))];
}

// --- the wire ------------------------------------------------------------------------------------------------------

void take_some(World& world) {
  if (Peer* peer = any_peer(world)) peer->take(world.choices.size(64));
}
void take_all(World& world) {
  if (Peer* peer = any_peer(world)) peer->take(all);
}
void give_some(World& world) {
  if (Peer* peer = any_peer(world)) peer->give(world.choices.size(100'000));
}
void give_all(World& world) {
  if (Peer* peer = any_peer(world)) peer->give(all);
}
void let_all_arrive(World& world) {
  become_quiet(world);
}

// --- the client's user ---------------------------------------------------------------------------------------------

void ask(World& world) {
  for (auto count = world.choices.size(150); count > 0 && world.asks.size() < world.climate.asks; --count) {
    world.asks.push_back(std::make_unique<Ask>(world, world.asks.size()));
  }
  world.run();
}
void read(World& world) {
  Ask* const ask = any_of(world, world.asks);
  if (ask != nullptr && ask->read()) world.run();
}
void give_up(World& world) {
  Ask* const ask = any_of(world, world.asks);
  if (!world.climate.cancels || ask == nullptr) return;
  ask->cancel();
  world.run();
}

// --- the servers ---------------------------------------------------------------------------------------------------

void serve(World& world) {
  Exchange* const exchange = any_exchange(world);
  if (exchange != nullptr && exchange->peer->serve(*exchange)) ++world.deeds;
}
void serve_all(World& world) {
  Peer* const peer = any_peer(world);
  if (peer == nullptr) return;
  for (Exchange& exchange : peer->exchanges) peer->serve(exchange);
}
void send_body(World& world) {
  Exchange* const exchange = any_exchange(world);
  if (exchange != nullptr) exchange->peer->pump(*exchange, world.choices.size(16'384));
}
void send_bodies(World& world) {
  Peer* const peer = any_peer(world);
  if (peer == nullptr) return;
  for (Exchange& exchange : peer->exchanges) peer->pump(exchange, all);
}
void limit_streams(World& world) {
  static constexpr std::array<std::uint32_t, 5> limits{0, 1, 2, 100, 100};
  // More are taken for a flood.
  constexpr std::size_t most_changes = 12;
  Peer* const peer = any_peer(world);
  // A refusal is due to a lower limit that the client can see when it reads of it: a higher one does not come with it.
  if (!world.climate.limits || peer == nullptr || !peer->has_arrived() || peer->limit_changes() >= most_changes) return;
  peer->limit_streams(world.choices.one_of(limits));
}
// RFC 9113 6.8: "The last stream identifier in the GOAWAY frame contains the highest-numbered stream identifier for
// which the sender of the GOAWAY frame might have taken some action on or might yet take action on."
void go_away(World& world) {
  Exchange* const exchange = any_exchange(world);
  if (!world.climate.goaways || exchange == nullptr || !exchange->arrived) return;
  Peer& peer = *exchange->peer;
  frame::StreamId last = exchange->stream;
  for (const Exchange& each : peer.exchanges) {
    if (each.processed) last = std::max(last, each.stream);
  }
  peer.go_away(last);
}
void promise(World& world) {
  Exchange* const exchange = any_exchange(world);
  if (world.climate.promises && exchange != nullptr) exchange->peer->promise(*exchange);
}
void acknowledge(World& world) {
  Peer* const peer = any_peer(world);
  if (peer != nullptr && peer->acknowledge()) ++world.deeds;
}
void close(World& world) {
  Peer* const peer = any_peer(world);
  if (world.climate.faults && peer != nullptr && world.choices.once_in(8)) peer->close();
}
void fall_silent(World& world) {
  Peer* const peer = any_peer(world);
  if (!world.climate.faults || !world.climate.slow || peer == nullptr || peer->silent() || !world.choices.once_in(4))
    return;
  world.tell("server {} falls silent", peer->number());
  peer->fall_silent();
}

// --- time ----------------------------------------------------------------------------------------------------------

void pass_time(World& world) {
  if (!world.climate.slow) return world.pass(std::chrono::milliseconds(world.choices.below(20)));
  // Servers have ten seconds to acknowledge.
  for (const auto& peer : world.peers) {
    peer->take(all);
    peer->acknowledge();
    peer->give(all);
  }
  // Long enough for a PING with the next request, now and then.
  world.pass(std::chrono::milliseconds(world.choices.once_in(3) ? 12'000 : world.choices.size(15'000)));
}

constexpr std::array table{
    Action{"ask", 10, ask},
    Action{"take some", 12, take_some},
    Action{"take all", 8, take_all},
    Action{"give some", 14, give_some},
    Action{"give all", 8, give_all},
    Action{"let all arrive", 4, let_all_arrive},
    Action{"read", 20, read},
    Action{"give up", 3, give_up},
    Action{"serve", 20, serve},
    Action{"serve all", 4, serve_all},
    Action{"send a body", 16, send_body},
    Action{"send bodies", 4, send_bodies},
    Action{"limit streams", 4, limit_streams},
    Action{"go away", 2, go_away},
    Action{"promise", 4, promise},
    Action{"acknowledge", 2, acknowledge},
    Action{"close", 1, close},
    Action{"fall silent", 3, fall_silent},
    Action{"pass time", 4, pass_time},
};

}  // namespace

std::span<const Action> actions() {
  return table;
}

void act(World& world) {
  simulation::draw_and_act<World>(table, world);
}

}  // namespace weft::client_simulation
