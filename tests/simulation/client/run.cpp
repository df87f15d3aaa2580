#include "run.hpp"

#include <algorithm>

#include "actions.hpp"
#include "oracles.hpp"

namespace weft::client_simulation {

namespace {

constexpr int most_rounds = 20'000;
constexpr Duration step = std::chrono::milliseconds(500);

// The servers answer all that they have, and the client's user reads it. False where there was nothing to do.
bool do_all_work(World& world) {
  bool moved = false;
  // A connection may be made meanwhile.
  for (std::size_t i = 0; i < world.peers.size(); ++i) {
    Peer& peer = *world.peers[i];
    peer.acknowledge();
    if (peer.alive() && peer.has_arrived() && peer.limit_said() < 100) peer.limit_streams(100);
    for (Exchange& exchange : peer.exchanges) {
      if (exchange.plan == Plan::never) exchange.plan = Plan::answer;
      moved = peer.serve(exchange) || moved;
      moved = peer.pump(exchange, all) || moved;
    }
  }
  for (const auto& ask : world.asks) moved = ask->read() || moved;
  world.run();
  return moved;
}

bool all_done(const World& world) {
  return std::all_of(world.asks.begin(), world.asks.end(), [](const auto& ask) { return ask->done(); });
}

void settle(World& world) {
  for (int rounds = 0; !all_done(world); ++rounds) {
    must(rounds < most_rounds, "a run comes to its end");
    const bool moved = do_all_work(world);
    become_quiet(world);
    if (!moved) world.pass(step);
    check_step(world);
  }
}

void end(World& world) {
  settle(world);
  world.pool->close([&world] { world.drained = true; });
  world.run();
  become_quiet(world);
  // Time passes for answers that never come.
  for (int rounds = 0; rounds < 200 && !world.drained; ++rounds) world.pass(step);
  check_end(world);
}

void count(const World& world) {
  if (world.tally == nullptr) return;
  ++world.tally->runs;
  world.tally->asks += world.asks.size();
  for (const auto& ask : world.asks) world.tally->repeated += ask->attempts > 1 ? 1u : 0u;
}

}  // namespace

std::optional<std::string> run(const Choices& choices, Story* story, Tally* tally, session::TraceUser* trace) {
  World world(choices, story, tally, trace);
  try {
    for (std::uint32_t i = 0; i < world.climate.steps && !world.choices.exhausted(); ++i) {
      act(world);
      check_step(world);
    }
    end(world);
  } catch (const simulation::Broken& broken) {
    return broken.what();
  }
  count(world);
  return std::nullopt;
}

void become_quiet(World& world) {
  bool moved = true;
  for (int rounds = 0; moved; ++rounds) {
    must(rounds < most_rounds, "talk comes to its end");
    moved = false;
    for (std::size_t i = 0; i < world.peers.size(); ++i) {
      moved = world.peers[i]->take(all) || moved;
      moved = world.peers[i]->give(all) || moved;
    }
  }
  check_quiet(world);
}

}  // namespace weft::client_simulation
