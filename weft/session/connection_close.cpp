// The ends of a connection, and the times at which patience is over.
#include <algorithm>

#include <weft/session/connection.hpp>

namespace weft::session {

void Connection::shutdown() {
  if (phase_ == Phase::opening) abandon(Reason::shutting_down);
  if (phase_ != Phase::speaking) return;
  engine_.shutdown(now());
  touch();
}

void Connection::leave(const http::Close& close) {
  if (!close_) close_ = close;
  phase_ = Phase::leaving;
}

void Connection::abandon(Reason reason) {
  if (!close_) close_ = close_of(reason);
  shut();
}

// RFC 9112 9.6: "To avoid the TCP reset problem, servers typically close a connection in stages."
void Connection::half_close() {
  if (engine_.torn()) {
    phase_ = Phase::closing;
    return channel_->reset();
  }
  if (peer_ended_) return shut();
  channel_->finish();
  phase_ = Phase::lingering;
  linger_left_ = timeouts_.linger_octets;
  until_ = now() + timeouts_.linger;
}

void Connection::linger_on(std::size_t octets) {
  if (octets > linger_left_) return shut();
  linger_left_ -= octets;
}

void Connection::shut() {
  phase_ = Phase::closing;
  channel_->close();
}

void Connection::on_closed(std::error_code error, io::Reason reason) {
  phase_ = Phase::gone;
  loop().deadlines().disarm(*this);
  const http::Blame blame = error ? http::Blame::peer : http::Blame::nobody;
  if (!close_) close_ = http::Close{.scope = http::Scope::connection, .blame = blame, .code = 0, .reason = reason};
  if (listening_) listening_->tap.ended(*close_, now());
  closed(*close_);
  touch();
}

void Connection::on_deadline(Time now) {
  if (phase_ == Phase::opening && now >= until_) abandon(Reason::preface_timeout);
  if (phase_ == Phase::lingering && now >= until_) shut();
  if (phase_ == Phase::speaking && now >= silent_until_) abandon(Reason::ping_timeout);
  if (phase_ == Phase::speaking && now >= age_) {
    age_ = never;
    engine_.shutdown(now);
  }
  if (has_engine()) expire_engine(now);
  touch();
}

void Connection::expire_engine(Time now) {
  if (now < engine_.next_deadline()) return;
  engine_.handle_timeout(now);
  poll_engine();
}

// The backlog only shrinks while we compose nothing: any change is progress.
void Connection::watch_backlog(Time now) {
  const std::size_t left = channel_->backlog();
  if (left == 0) return;
  if (left != backlog_) {
    backlog_ = left;
    backlog_moved_ = now;
  } else if (now - backlog_moved_ >= write_stall()) {
    abandon(Reason::write_stall);
  }
}

Time Connection::next_deadline() {
  Time next = never;
  switch (phase_) {
    case Phase::opening:
    case Phase::lingering:
      next = until_;
      break;
    case Phase::speaking:
      next = std::min({engine_.next_deadline(), age_, silent_until_});
      break;
    case Phase::leaving:
      break;
    case Phase::closing:
    case Phase::gone:
      return never;
  }
  // Often enough to see a transport move that takes octets without draining the backlog.
  if (channel_->backlog() > 0) next = std::min(next, now() + write_stall() / 30);
  return next;
}

}  // namespace weft::session
