#include "actions.hpp"

#include <numeric>

#include "application.hpp"
#include "run.hpp"
#include "wire.hpp"

namespace weft::simulation {

namespace {

constexpr Duration short_while = std::chrono::milliseconds(20);
// Below a second, which is the shortest patience of an engine.
constexpr Duration brisk_run = std::chrono::milliseconds(800);

Exchange* any_exchange(World& world) {
  if (world.exchanges.empty()) return nullptr;
  return &world.exchanges[world.choices.below(static_cast<std::uint32_t>(world.exchanges.size()))];
}

// --- the wire ------------------------------------------------------------------------------------------------------

void write_some(World& world) {
  static constexpr std::array<std::size_t, 4> budgets{1, 1'000, 20'000, 65'536};
  Side& side = world.any_side();
  write(world, side, world.choices.one_of(budgets));
}

void carry_some(World& world) {
  Side& side = world.any_side();
  if (side.outgoing.empty()) return;
  carry(world, side, world.choices.size(static_cast<std::uint32_t>(side.outgoing.size())));
}

void carry_all(World& world) {
  Side& side = world.any_side();
  carry(world, side, side.outgoing.size());
}

void let_all_arrive(World& world) {
  become_quiet(world);
}

// --- messages ------------------------------------------------------------------------------------------------------

void ask(World& world) {
  open_exchange(world);
}

void answer(World& world) {
  if (Exchange* exchange = any_exchange(world)) respond(world, *exchange);
}

void answer_for_now(World& world) {
  if (Exchange* exchange = any_exchange(world)) respond_interim(world, *exchange);
}

void take_some(World& world) {
  Side& side = world.any_side();
  Exchange* exchange = any_exchange(world);
  if (exchange != nullptr) consume(world, side, *exchange, world.choices.size(100'000));
}

void go_on(World& world) {
  Side& side = world.any_side();
  if (Exchange* exchange = any_exchange(world)) wake(world, side, *exchange);
}

void let_go(World& world) {
  Side& side = world.any_side();
  Exchange* exchange = any_exchange(world);
  if (exchange != nullptr && exchange->of(side.role).close) release(world, side, *exchange);
}

void give_up(World& world) {
  Side& side = world.any_side();
  Exchange* exchange = any_exchange(world);
  if (!world.climate.resets || exchange == nullptr) return;
  if (world.choices.once_in(2)) return reset(world, side, *exchange);
  release(world, side, *exchange);
}

// --- the connection ------------------------------------------------------------------------------------------------

void ping(World& world) {
  Side& side = world.any_side();
  if (side.pings == 50) return;
  ++side.pings;
  world.tell("{} pings", name(side));
  side.connection.ping({1, 2, 3, 4, 5, 6, 7, 8});
}

// Frames of extensions, which change nothing.
void be_odd(World& world) {
  Side& side = world.any_side();
  if (side.oddities == 20) return;
  if (side.role == Role::server) return slip_in(world, side, frame::Altsvc{0, "https://example.org", "h2=\":443\""});
  if (side.highest == 0 || world.choices.once_in(4)) {
    return slip_in(world, side, frame::Unknown{{4, frame::Type{0x42}, 0, 0}, as_octets("odd!")});
  }
  static constexpr std::array<std::string_view, 4> priorities{"u=0", "u=2, i", "u=6", "i"};
  // A server with a small limit of streams remembers little about those that have not begun.
  const frame::StreamId stream = 2 * world.choices.below((side.highest + 1) / 2) + 1;
  slip_in(world, side, frame::PriorityUpdate{stream, world.choices.one_of(priorities)});
}

void pass_time(World& world) {
  Duration step = short_while * world.choices.below(100) / 100;
  if (world.climate.slow && world.choices.once_in(4)) {
    const Time due = std::min(world.client.connection.next_deadline(), world.server.connection.next_deadline());
    step = world.choices.once_in(2) && due != never ? std::max(due - world.now, step)
                                                    : std::chrono::milliseconds(world.choices.size(15'000));
  } else if (world.now - world.began + step > brisk_run && !world.climate.slow) {
    return;
  }
  world.now += step;
  world.tell("{} ms pass", std::chrono::duration_cast<std::chrono::milliseconds>(step).count());
  keep_deadlines(world, world.client);
  keep_deadlines(world, world.server);
}

void shut_down(World& world) {
  if (world.climate.endings && world.choices.once_in(4)) begin_shutdown(world, world.any_side());
}

void close_at_once(World& world) {
  static constexpr std::array<h2::ErrorCode, 3> codes{h2::ErrorCode::no_error, h2::ErrorCode::internal_error,
                                                      h2::ErrorCode::enhance_your_calm};
  if (!world.climate.endings || !world.choices.once_in(16)) return;
  Side& side = world.any_side();
  if (side.close) return;
  world.tell("{} closes", name(side));
  side.asked_close = true;
  side.connection.close(world.choices.one_of(codes), close_reason);
  hear(world, side);
}

void lose_transport(World& world) {
  if (world.climate.endings && world.choices.once_in(16)) cut(world, world.any_side());
}

constexpr std::array table{
    Action{"write", 20, write_some},
    Action{"carry some", 16, carry_some},
    Action{"carry all", 8, carry_all},
    Action{"let all arrive", 2, let_all_arrive},
    Action{"ask", 10, ask},
    Action{"answer", 10, answer},
    Action{"answer for now", 2, answer_for_now},
    Action{"take", 12, take_some},
    Action{"go on", 8, go_on},
    Action{"let go", 8, let_go},
    Action{"give up", 3, give_up},
    Action{"ping", 1, ping},
    Action{"be odd", 2, be_odd},
    Action{"pass time", 4, pass_time},
    Action{"shut down", 2, shut_down},
    Action{"close", 2, close_at_once},
    Action{"lose transport", 2, lose_transport},
};

constexpr std::uint32_t all_weights =
    std::accumulate(table.begin(), table.end(), 0u, [](std::uint32_t sum, const Action& a) { return sum + a.weight; });

}  // namespace

std::span<const Action> actions() {
  return table;
}

void act(World& world) {
  std::uint32_t drawn = world.choices.below(all_weights);
  std::size_t i = 0;
  while (drawn >= table[i].weight) drawn -= table[i++].weight;
  if (world.tally != nullptr) ++world.tally->actions[i];
  table[i].act(world);
}

}  // namespace weft::simulation
