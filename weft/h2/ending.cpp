#include <weft/h2/ending.hpp>

#include <algorithm>

namespace weft::h2 {

// RFC 9113 6.8: "A server that is attempting to gracefully shut down a connection SHOULD send an initial GOAWAY frame
// with the last stream identifier set to 2^31-1 and a NO_ERROR code."
frame::Goaway Ending::begin(Reason reason, Time now, const Timeouts& timeouts) {
  const bool is_server = role_ == http::Role::server;
  parting_ = close_of(reason);
  drained_by_ = now + timeouts.drain;
  announced_until_ = now + longest_announcement;
  phase_ = is_server ? Phase::announced : Phase::draining;
  last_said_ = is_server ? frame::max_stream_id : last_accepted_;
  return {last_said_, ErrorCode::no_error, as_octets(parting_.reason)};
}

// RFC 9113 6.8: "After allowing time for any in-flight stream creation (at least one round-trip time), the server MAY
// send another GOAWAY frame with an updated last stream identifier."
frame::Goaway Ending::finish_announcing() {
  phase_ = Phase::draining;
  last_said_ = last_accepted_;
  return {last_said_, ErrorCode::no_error, as_octets(parting_.reason)};
}

std::optional<frame::Goaway> Ending::finish(const http::Close& close, ErrorCode code) {
  const bool is_draining = phase_ == Phase::draining;
  phase_ = Phase::over;
  if (peer_gone_ || (is_draining && code == ErrorCode::no_error)) return std::nullopt;
  // RFC 9113 6.8: "Endpoints MUST NOT increase the value they send in the last stream identifier".
  const frame::StreamId last = is_draining ? std::min(last_said_, last_accepted_) : last_accepted_;
  return frame::Goaway{last, code, as_octets(close.reason)};
}

void Ending::on_goaway(ErrorCode code) {
  if (allows_new_streams()) {
    parting_ = close_of(code == ErrorCode::no_error ? Reason::peer_shutdown : Reason::peer_goaway);
    if (code != ErrorCode::no_error) parting_.code = static_cast<std::uint32_t>(code);
  }
  peer_goaway_ = true;
}

void Ending::on_peer_gone() {
  if (allows_new_streams()) parting_ = close_of(Reason::peer_closed);
  peer_gone_ = true;
}

void Ending::drain(Time now, Time age_limit, const Timeouts& timeouts) {
  if (is_running()) drained_by_ = std::max(now, age_limit) + timeouts.drain;
  phase_ = Phase::draining;
  last_said_ = last_accepted_;
  next_look_ = now + timeouts.half_closed;
}

Time Ending::deadline(Time age_limit) const {
  switch (phase_) {
    case Phase::running:
      return age_limit;
    case Phase::announced:
      return announced_until_;
    case Phase::draining:
      return std::min(drained_by_, next_look_);
    case Phase::over:
      break;
  }
  return never;
}

}  // namespace weft::h2
