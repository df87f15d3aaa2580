#include <algorithm>

#include <weft/h1/connection.hpp>

namespace weft::h1 {

Time Connection::next_deadline() const {
  if (close_) return never;
  const Time aged = shutting_down_ ? never : born_ + options_.timeouts.age;
  const Time next = std::min({drain_until_, aged, awaited_deadline(), half_closed_deadline()});
  return gates_ == nullptr ? next : std::min(next, gates_->deadline());
}

void Connection::handle_timeout(Time now) {
  tick(now);
  if (close_) return;
  if (gates_ != nullptr) open_gates(now);
  if (now >= drain_until_) return break_off(close_of(under_way() ? Reason::drain_timeout : Reason::shut_down));
  if (now >= awaited_deadline()) return give_up_waiting();
  if (now >= half_closed_deadline()) return break_off(close_of(Reason::peer_vanished));
  if (now >= born_ + options_.timeouts.age) shutdown(now);
}

// The peer does not answer for the time in which its body was held back.
void Connection::open_gates(Time now) {
  gates_->sending.try_again(now);
  if (gates_->receiving.try_again(now) && awaited_ == Awaited::body) await(Awaited::body);
}

// The time is known again: a wait that began while it was unknown begins now.
void Connection::tick(Time now) {
  now_ = now;
  now_is_old_ = false;
  if (awaited_ == Awaited::nothing || awaited_since_) return;
  awaited_since_ = last_body_octet_ = now;
}

void Connection::await(Awaited what) {
  awaited_ = what;
  awaited_since_ = now_is_old_ ? std::nullopt : std::optional(now_);
  last_body_octet_ = now_;
  body_octets_ = 0;
}

Time Connection::awaited_deadline() const {
  const Time since = awaited_since_.value_or(now_);
  switch (awaited_) {
    case Awaited::nothing:
      return never;
    case Awaited::message:
      return since + options_.timeouts.idle;
    case Awaited::head:
      return since + options_.timeouts.head;
    case Awaited::body:
      return body_deadline(since);
  }
  return never;
}

// When the average rate since the body began will have fallen too low. Even a body that began fast must not be silent
// for longer than the peer may be between messages.
Time Connection::body_deadline(Time since) const {
  const Timeouts& timeouts = options_.timeouts;
  if (exchange_.awaits_continue || deliverable() == 0 || timeouts.octets_per_second == 0) return never;
  const std::uint64_t earned = std::min<std::uint64_t>(body_octets_ / timeouts.octets_per_second, 86'400);
  const Time too_slow = since + timeouts.request_grace + std::chrono::seconds(earned);
  return std::min(too_slow, last_body_octet_ + timeouts.idle);
}

// RFC 9112 9.6: "a TCP connection that is half-closed by the client does not delimit a request message, nor does it
// imply that the client is no longer interested in a response." Beyond the RFC: a client that has left looks the same.
// So its response must come, and go on, within Timeouts::half_closed. A response that has octets to send goes out as
// far as the transport takes them.
Time Connection::half_closed_deadline() const {
  if (!input_ended_ || role_ != Role::server || !under_way() || exchange_.tunnel) return never;
  if (wants_to_produce() || is_held_by_rate()) return never;
  return response_moved_ + options_.timeouts.half_closed;
}

void Connection::give_up_waiting() {
  switch (awaited_) {
    case Awaited::nothing:
      return;
    case Awaited::message:
      return finish(close_of(Reason::idle_timeout));
    case Awaited::head:
      // No octet of a request has come, so there is nobody to answer.
      return waiting().empty() ? finish(close_of(Reason::idle_timeout)) : refuse(Reason::head_timeout);
    case Awaited::body:
      return refuse(Reason::body_too_slow);
  }
}

}  // namespace weft::h1
