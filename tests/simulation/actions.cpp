#include "actions.hpp"

#include "application.hpp"
#include "flow.hpp"
#include "run.hpp"
#include "wire.hpp"

namespace weft::simulation {

namespace {

constexpr Duration short_while = std::chrono::milliseconds(20);
// Below a second, which is the shortest patience of an engine.
constexpr Duration brisk_run = std::chrono::milliseconds(800);

Exchange* any_exchange(World& world) {
  const auto requests = static_cast<std::uint32_t>(world.exchanges.size());
  const auto pushes = static_cast<std::uint32_t>(world.pushes.size());
  if (requests == 0) return nullptr;
  const std::uint32_t i = world.choices.below(requests + pushes);
  return i < requests ? &world.exchanges[i] : &world.pushes[i - requests];
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

// Mostly beside an answer that is under way.
void promise(World& world) {
  const auto count = static_cast<std::uint32_t>(world.exchanges.size());
  if (count == 0) return;
  std::uint32_t i = world.choices.below(count);
  for (std::uint32_t tries = 0; tries < count && !world.choices.once_in(16); ++tries, i = (i + 1) % count) {
    const View& view = world.exchanges[i].server;
    if (view.known && !view.released && !view.close) break;
  }
  push(world, world.exchanges[i]);
}

void say_no(World& world) {
  if (!world.climate.resets || world.pushes.empty()) return;
  Exchange& exchange = world.pushes[world.choices.below(static_cast<std::uint32_t>(world.pushes.size()))];
  if (exchange.client.known && !exchange.client.close && !exchange.client.released) decline(world, exchange);
  hear(world, world.client);
}

void rank(World& world) {
  Side& side = world.any_side();
  if (Exchange* exchange = any_exchange(world)) prioritize(world, side, *exchange);
}

// --- flow control --------------------------------------------------------------------------------------------------

// An action about one message, where such actions are allowed.
void with_any(World& world, void (*act)(World&, Side&, Exchange&)) {
  Side& side = world.any_side();
  Exchange* exchange = any_exchange(world);
  if (world.climate.flow && exchange != nullptr) act(world, side, *exchange);
}

void pause_one(World& world) {
  with_any(world, pause);
}

void resume_one(World& world) {
  with_any(world, resume);
}

void resize_one(World& world) {
  with_any(world, choose_window);
}

void resize_all(World& world) {
  if (world.climate.flow) choose_connection_window(world, world.any_side());
}

void measure(World& world) {
  if (world.climate.flow) estimate_path(world, world.any_side());
}

void slow_down(World& world) {
  if (!world.climate.flow) return;
  Side& side = world.any_side();
  Exchange* exchange = world.choices.once_in(4) ? nullptr : any_exchange(world);
  world.choices.once_in(2) ? limit_sending(world, side, exchange) : limit_receiving(world, side, exchange);
}

// --- the connection ------------------------------------------------------------------------------------------------

void ping(World& world) {
  Side& side = world.any_side();
  if (side.pings == 50) return;
  ++side.pings;
  world.tell("{} pings", name(side));
  side.connection.ping({1, 2, 3, 4, 5, 6, 7, 8});
}

void reconfigure(World& world) {
  if (world.climate.flow || world.choices.once_in(8)) change_settings(world, world.any_side());
}

// RFC 9218 7.1: the priority of a request that may not have been made, or of a push.
frame::StreamId any_prioritized(World& world) {
  const frame::StreamId highest = world.client.highest;
  const auto pushes = static_cast<std::uint32_t>(world.pushes.size());
  if (pushes != 0 && world.choices.once_in(8)) {
    const Exchange& exchange = world.pushes[world.choices.below(pushes)];
    if (exchange.client.known) return exchange.id;
  }
  // A server with a small limit of streams remembers little about those that have not begun.
  const bool may_be_early = world.server.options.limits.streams >= 100;
  return 2 * world.choices.below((highest + 1) / 2 + (may_be_early ? 4 : 0)) + 1;
}

// Frames of extensions, which change nothing.
void be_odd(World& world) {
  Side& side = world.any_side();
  if (side.oddities == 20) return;
  if (side.role == Role::server) return slip_in(world, side, frame::Altsvc{0, "https://example.org", "h2=\":443\""});
  if (side.highest == 0 || world.choices.once_in(4)) {
    return slip_in(world, side, frame::Unknown{{4, frame::Type{0x42}, 0, 0}, as_octets("odd!")});
  }
  if (world.choices.once_in(3)) {
    const frame::StreamId stream = 2 * world.choices.below(side.highest) + 1;
    return slip_in(world, side, frame::Priority{stream, to_wire(random_dependency(world, stream))});
  }
  static constexpr std::array<std::string_view, 4> priorities{"u=0", "u=2, i", "u=6", "i"};
  const frame::StreamId stream = any_prioritized(world);
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
    Action{"promise", 4, promise},
    Action{"say no", 1, say_no},
    Action{"rank", 2, rank},
    Action{"pause", 4, pause_one},
    Action{"resume", 4, resume_one},
    Action{"resize one", 3, resize_one},
    Action{"resize all", 2, resize_all},
    Action{"measure", 2, measure},
    Action{"slow down", 4, slow_down},
    Action{"reconfigure", 2, reconfigure},
    Action{"ping", 1, ping},
    Action{"be odd", 2, be_odd},
    Action{"pass time", 4, pass_time},
    Action{"shut down", 2, shut_down},
    Action{"close", 2, close_at_once},
    Action{"lose transport", 2, lose_transport},
};

}  // namespace

std::span<const Action> actions() {
  return table;
}

void act(World& world) {
  draw_and_act<World>(table, world);
}

}  // namespace weft::simulation
