#include "oracles.hpp"

#include <algorithm>

namespace weft::client_simulation {

namespace {

// A deadline is this late at most.
constexpr Duration late = io::Deadlines::tick + std::chrono::milliseconds(1);

void judge(const Ask& ask, bool holds, const char* rule) {
  if (!holds) throw simulation::Broken(fmt::format("{} (ask {})", rule, ask.number()));
}

bool has_head(const Exchange& exchange) {
  return exchange.head_at <= exchange.peer->carried();
}
bool is_whole(const Exchange& exchange) {
  return exchange.ends_at <= exchange.peer->carried() && exchange.plan != Plan::fall_short;
}
bool is_over(const Exchange& exchange) {
  return !exchange.peer->is_open(exchange);
}

// Octets of responses that have come and that nobody has taken.
std::int64_t held_by(const Peer& peer) {
  std::uint64_t held = 0;
  for (const Exchange& exchange : peer.exchanges) {
    const Ask& ask = *exchange.ask;
    const bool is_wanted = ask.exchange == &exchange && ask.streams() && !ask.done() && !exchange.reset_written;
    if (is_wanted) held += exchange.sent - ask.taken();
  }
  return static_cast<std::int64_t>(held);
}

// Nothing is on its way: what the server may send and what waits for its reader are the connection's window, which
// paused bodies make larger, save for credit that is not worth a WINDOW_UPDATE yet. Octets that were given up or cut
// off take nothing.
void check_connection_window(const World& world, const Peer& peer) {
  const h2::Options& own = world.options.connection.h2;
  const std::int64_t window = std::max<std::int64_t>(65'535, own.connection_window);
  const std::int64_t most = std::max<std::int64_t>(window, own.max_connection_window);
  const std::int64_t held = held_by(peer);
  const std::int64_t extra = std::min<std::int64_t>(held, own.paused_window);
  must(peer.credit() + held <= most + own.paused_window, "a connection holds no more than its window");
  must(window + extra - held - peer.credit() < std::max<std::int64_t>(1, (most + extra) / 2),
       "the connection's window is whole again");
  // Credit for less than a frame is not worth a WINDOW_UPDATE.
  constexpr std::int64_t small = frame::default_max_frame_size;
  must(peer.credit() > 0 || held - extra > window - small, "bodies that nobody reads hold nobody up");
}

// RFC 9113 8.1: a response that is whole needs no more of its request.
void check_uploads(const Peer& peer) {
  for (const Exchange& exchange : peer.exchanges) {
    must(!is_whole(exchange) || is_over(exchange), "an early answer ends the upload");
  }
}

// RFC 9113 6.6: nobody wanted them, and the server could not know.
void check_promises(const Peer& peer) {
  must(peer.promises_declined() >= peer.promises_arrived(), "a promise that nobody wants is declined");
}

void check_peer(const World& world, const Peer& peer) {
  const bool may_be_blamed = peer.has_broken_a_rule() || peer.silent();
  must(!peer.client_has_blamed() || may_be_blamed, "a server that keeps the rules is not blamed");
  if (!peer.alive() || peer.silent() || peer.has_broken_a_rule()) return;
  check_connection_window(world, peer);
  check_uploads(peer);
  check_promises(peer);
}

// The caller knows the same as its stream, at the same time.
void check_ask(const Ask& ask) {
  const Exchange* const exchange = ask.exchange;
  if (ask.done()) {
    judge(ask, exchange == nullptr || is_over(*exchange), "a request that is over holds no stream");
    return;
  }
  if (exchange == nullptr || !is_over(*exchange)) return;
  if (is_whole(*exchange)) {
    judge(ask, ask.streams() && !ask.reading(), "a response that is whole is told at once");
  } else {
    judge(ask, may_be_sent_again(*exchange), "a call that has failed is told at once");
  }
}

bool waits(const Ask& ask) {
  return !ask.done() && (ask.exchange == nullptr || (is_over(*ask.exchange) && !is_whole(*ask.exchange)));
}

// Where servers keep their connections, a request waits for nothing but room.
void check_waiting(const World& world) {
  if (!world.climate.calm() || world.climate.goaways) return;
  const bool one_waits = std::any_of(world.asks.begin(), world.asks.end(), [](const auto& ask) { return waits(*ask); });
  if (!one_waits) return;
  must(!world.peers.empty(), "a request that waits has a connection made");
  for (const auto& peer : world.peers) {
    const bool is_told = peer->limit_is_known() || peer == world.peers.front();
    must(!peer->alive() || !is_told || peer->open_streams() >= peer->limit(),
         "a request that waits begins where there is room");
  }
}

}  // namespace

bool may_be_sent_again(const Exchange& exchange) {
  const Peer& peer = *exchange.peer;
  if (has_head(exchange)) return false;
  const bool is_told = exchange.reset_at <= peer.carried();
  if (is_told && exchange.unprocessed) return true;
  if (!exchange.ask->idempotent()) return false;
  return !peer.alive() || (is_told && exchange.calm);
}

void judge_error(const World& world, const Ask& ask, const ClientError& error) {
  if (error.safe_to_retry) must(ask.processed == 0, "what is safe to retry has not been processed");
  if (ask.cancelled()) return must(error.cancelled(), "what was given up is told as such");
  must(!world.climate.calm(), "where servers keep the rules, every request has its response");
  if (error.timed_out()) must(world.climate.slow || world.climate.faults, "a limit of time has a reason");
  if (error.reason() == "head_timeout" && ask.exchange != nullptr) ask.exchange->peer->suspect = true;
}

void check_step(const World& world) {
  for (const auto& peer : world.peers) {
    const auto silent = peer->silent_since();
    must(!silent || world.now < *silent + world.options.connection.ping_answer + late,
         "a peer that does not answer is given up");
  }
  for (const auto& ask : world.asks) {
    must(ask->processed <= (ask->idempotent() ? 2u : 1u), "nothing is processed twice that must not be");
  }
}

void check_quiet(const World& world) {
  for (const auto& peer : world.peers) check_peer(world, *peer);
  for (const auto& ask : world.asks) check_ask(*ask);
  check_waiting(world);
}

void check_end(const World& world) {
  must(world.drained, "a pool that was closed ends");
  for (const auto& peer : world.peers) must(!peer->alive(), "no connection is left");
  for (const auto& ask : world.asks) must(ask->done(), "every request has an outcome");
  must(world.budget.left() == std::size_t{1} << 30, "no memory of windows is left");
}

}  // namespace weft::client_simulation
