// Octets from the channel.
#include <algorithm>

#include <weft/session/connection.hpp>
#include <weft/session/replay/options_text.hpp>

namespace weft::session {

void Connection::on_open() {
  until_ = now() + timeouts_.opening;
  heard_ = now();
  open_engine();
  if (engine_.started() && phase_ == Phase::opening) phase_ = Phase::speaking;
  touch();
}

void Connection::let_listen(http::Role role, TraceUser* user, const h1::Options& h1, const h2::Options& h2,
                            std::uint32_t frames) {
  auto reader = user != nullptr ? user->on_connection(facts_) : nullptr;
  const bool has_frames = frames != 0 && engine_.h2() != nullptr;
  if (!reader && !has_frames) return;
  auto listening = std::make_unique<Listening>(role, facts_.version, std::move(reader));
  if (has_frames) listening->keep_frames(role, frames);
  if (listening->is_told()) {
    const bool is_h2 = engine_.h2() != nullptr;
    listening->begin(is_h2 ? text_of(h2, now()) : text_of(h1, now()), is_h2 ? h2.wall_time : h1.wall_time, now());
  }
  engine_.listen(std::move(listening));
}

void Connection::on_received(MutableOctets octets) {
  switch (phase_) {
    case Phase::opening:
      heard_ = now();
      first_octets(octets);
      break;
    case Phase::speaking:
      heard_ = now();
      silent_until_ = never;
      measure(octets.size());
      take(octets);
      break;
    // The engine has ended; no octets can change that.
    case Phase::leaving:
      break;
    case Phase::lingering:
      linger_on(octets.size());
      break;
    case Phase::closing:
    case Phase::gone:
      break;
  }
}

void Connection::take(Octets octets) {
  if (phase_ == Phase::opening) phase_ = Phase::speaking;
  octets = engine_.receive(octets, now());
  poll_engine();
  while (!octets.empty() && phase_ == Phase::speaking) {
    answer_early();
    octets = engine_.receive(octets, now());
    poll_engine();
  }
  send_early_answers();
  // A turn may bring more than one read.
  steer_input();
  touch();
}

// The peer may half-close and still wait for its responses, or have gone: the engines' timeouts decide.
void Connection::on_end() {
  peer_ended_ = true;
  if (phase_ == Phase::opening) shut();
  if (phase_ == Phase::lingering && channel_->backlog() == 0) shut();
  if (phase_ == Phase::speaking) {
    engine_.receive_end(now());
    poll_engine();
  }
  touch();
}

namespace {

// Credit is late by the turns of two busy ends as well as by the path between them.
constexpr Duration shortest_round_trip = std::chrono::milliseconds(5);

}  // namespace

// A body gets as large a window as it can use. The kernel has measured the path, so that no PING is needed for it.
void Connection::measure(std::size_t octets) {
  const auto rate = intake_rate_.take(octets, now());
  if (!rate) return;
  const Duration round_trip = std::max(channel_->round_trip(), shortest_round_trip);
  intake_rate_.set_round_trip(round_trip);
  engine_.on_path_estimate(round_trip, *rate);
}

// While octets wait inside the engine, the peer is held back by the transport's own window.
void Connection::steer_input() {
  const bool wanted = phase_ != Phase::speaking || engine_.wants_input();
  if (wanted != paused_) return;
  paused_ = !wanted;
  if (paused_) {
    channel_->pause();
  } else {
    channel_->resume();
  }
}

}  // namespace weft::session
