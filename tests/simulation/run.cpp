#include "run.hpp"

#include "actions.hpp"
#include "application.hpp"
#include "flow.hpp"
#include "oracles.hpp"
#include "wire.hpp"

namespace weft::simulation {

namespace {

constexpr std::size_t most_at_once = 64 * 1024;
// A window can be down to one octet, where SETTINGS reduced a window that a path estimate had made a bit larger.
constexpr int most_rounds = 200'000;

// Each side's transport closes behind the side's last octets. False where no transport closed.
bool close_transports(World& world) {
  bool closed = false;
  for (Side* side : {&world.client, &world.server}) {
    const bool over = side->mute || (side->close && !side->connection.wants_to_produce());
    if (over) closed = tell_end(world, *side) || closed;
  }
  return closed;
}

bool exchange_octets(World& world) {
  bool moved = false;
  for (Side* side : {&world.client, &world.server}) {
    moved = write(world, *side, most_at_once) || moved;
    moved = carry(world, *side, side->outgoing.size()) || moved;
  }
  return moved;
}

// Does the calls that the applications still owe. False when there were none.
bool do_all_work(World& world) {
  bool moved = false;
  world.for_each([&](Exchange& exchange) {
    respond(world, exchange);
    for (Side* side : {&world.client, &world.server}) {
      consume(world, *side, exchange, exchange.from(world.other(*side).role).unread);
      moved = wake(world, *side, exchange) || moved;
    }
  });
  for (Side* side : {&world.client, &world.server}) moved = open_windows(world, *side) || moved;
  return moved;
}

void settle(World& world) {
  int rounds = 0;
  bool moved = true;
  while (moved) {
    must(++rounds < most_rounds, "a run comes to its end");
    moved = do_all_work(world);
    moved = close_transports(world) || moved;
    moved = exchange_octets(world) || moved;
  }
  close_transports(world);
  check_quiet(world);
}

void release_all(World& world) {
  world.for_each([&](Exchange& exchange) {
    release(world, world.client, exchange);
    release(world, world.server, exchange);
  });
}

void check_all_closed(const World& world) {
  world.for_each([](const Exchange& exchange) {
    for (const View* view : {&exchange.client, &exchange.server}) {
      must(!view->known || view->close || view->released, "when all work is done, every message has ended");
    }
  });
}

void end(World& world) {
  lift_restrictions(world);
  settle(world);
  check_all_closed(world);
  release_all(world);
  if (!world.client.close) begin_shutdown(world, world.any_side());
  settle(world);
  settle(world);
  check_end(world);
}

void live(World& world) {
  for (std::uint32_t step = 0; step < world.climate.steps && !world.choices.exhausted(); ++step) {
    if (world.client.close && world.server.close) break;
    act(world);
    check_step(world);
    if (world.tally != nullptr) ++world.tally->steps;
  }
  end(world);
}

}  // namespace

std::optional<std::string> run(const Choices& choices, Story* story, Tally* tally) {
  World world(choices, story, tally);
  try {
    live(world);
  } catch (const Broken& broken) {
    return broken.what();
  }
  if (tally != nullptr) {
    ++tally->runs;
    tally->octets += world.client.arrived + world.server.arrived;
  }
  return std::nullopt;
}

void become_quiet(World& world) {
  for (int rounds = 0; exchange_octets(world); ++rounds) must(rounds < most_rounds, "talk comes to its end");
  check_quiet(world);
}

void begin_shutdown(World& world, Side& side) {
  if (side.close) return;
  world.tell("{} shuts down", name(side));
  side.asked_shutdown = true;
  side.connection.shutdown(world.now);
  hear(world, side);
}

void cut(World& world, Side& side) {
  if (side.mute) return;
  const auto lost = world.choices.below(static_cast<std::uint32_t>(side.outgoing.size() + 1));
  world.tell("the transport of {} is gone, with {} octets", name(side), lost);
  side.mute = true;
  side.outgoing.truncate(side.outgoing.size() - lost);
  side.written -= lost;
}

}  // namespace weft::simulation
