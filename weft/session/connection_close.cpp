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

void Connection::wind_down() {
  if (phase_ != Phase::speaking) return;
  engine_.wind_down(now());
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
  // RFC 9112 9.8: "Clients MUST send a closure alert before closing the connection." and "Servers MUST attempt to
  // initiate an exchange of closure alerts with the client before closing the connection." A peer that has ended gets
  // one as well.
  channel_->finish();
  if (peer_ended_) return shut();
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
  if (Listening* listening = engine_.listening()) listening->ended(*close_, now());
  closed(*close_);
  touch();
}

void Connection::on_deadline(Time now) {
  if (phase_ == Phase::opening && now >= until_) abandon(Reason::preface_timeout);
  if (phase_ == Phase::lingering && now >= until_) shut();
  if (phase_ == Phase::speaking && now >= silent_until_) abandon(Reason::ping_timeout);
  if (phase_ == Phase::speaking && now >= next_question()) ask_for_life(now);
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

// RFC 9113 6.7: "The PING frame (type=0x06) is a mechanism for measuring a minimal round-trip time from the sender, as
// well as determining whether an idle connection is still functional." Any octet is an answer as good. A peer that has
// closed its side can give none, and the engine's own time limit ends a connection without messages.
Time Connection::next_question() const {
  if (!timeouts_.ping_delay || silent_until_ != never || peer_ended_) return never;
  const bool has_messages = engine_.h2() != nullptr && engine_.h2()->live_messages() != 0;
  return has_messages ? heard_ + *timeouts_.ping_delay : never;
}

void Connection::ask_for_life(Time now) {
  engine_.ping({'w', 'e', 'f', 't', ' ', 'y', 'o', 'u'});
  expect_octets_by(now + timeouts_.ping_answer);
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
      next = std::min({engine_.next_deadline(), age_, silent_until_, next_question()});
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
