// DATA, and credit for it, no faster than rate_limits.hpp allows. A stream that its own rates stop leaves the schedule,
// so that others go on; the rates of the connection stop all, and are spent in the order of the schedule. Both go on
// when rate_deadline_ has come.
#include <algorithm>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

void Connection::limit_sending(MessageId message, RateLimits::Buckets buckets) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  stream->send_limits.set(buckets);
  stream->sending_waits = false;
  update_schedule(*stream);
}

void Connection::limit_sending(RateLimits::Buckets buckets) {
  send_limits_.set(buckets);
  sending_waits_ = false;
}

namespace {

// What the peer may send without another word from us, and what has come and waits to be consumed: the beginning of a
// body may have come with its head.
std::uint32_t granted(const ReceiveWindow& window) {
  return static_cast<std::uint32_t>(std::max(window.octets(), 0)) + window.held();
}

}  // namespace

void Connection::limit_receiving(MessageId message, RateLimits::Buckets buckets) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  stream->receive_limits.set(buckets, granted(stream->receive_window));
  offer_credit(*stream, Credit::when_due);
}

void Connection::limit_receiving(RateLimits::Buckets buckets) {
  receive_limits_.set(buckets, granted(receive_window_));
  offer_connection_credit(Credit::when_due);
}

namespace {

// As much as one frame can take of what is left to send.
std::uint32_t next_frame(const Stream& stream, std::uint32_t room) {
  return stream.unsent ? static_cast<std::uint32_t>(std::clamp<std::uint64_t>(*stream.unsent, 1, room)) : room;
}

}  // namespace

// How many of `size` octets may go now; 0 when the stream has to wait, or the connection as a whole.
std::uint32_t Connection::within_rates(Stream& stream, std::uint32_t size) {
  const std::uint32_t wanted = next_frame(stream, size);
  const std::uint32_t of_stream = stream.send_limits.allowed(wanted, now_);
  if (of_stream == 0) {
    rate_deadline_ = std::min(rate_deadline_, stream.send_limits.resume(wanted));
    stream.sending_waits = true;
    update_schedule(stream);
    return 0;
  }
  const std::uint32_t of_both = send_limits_.allowed(of_stream, now_);
  if (of_both == 0) {
    rate_deadline_ = std::min(rate_deadline_, send_limits_.resume(of_stream));
    sending_waits_ = true;
  }
  return of_both;
}

// How much of what is owed may be announced now. The rest follows when the deadline has come, whether or not the peer
// has used this up by then: over a long path it would otherwise get less than its rate.
std::uint32_t Connection::ration(RateLimits& limits, std::uint32_t owed) {
  if (!limits.any()) return owed;
  const std::uint32_t increment = limits.allowed(owed, now_);
  limits.spend(increment, now_);
  if (increment < owed) rate_deadline_ = std::min(rate_deadline_, limits.resume(owed - increment));
  return increment;
}

// Whether it is us who keeps a body from being sent.
bool Connection::held_by_rate(Stream& stream) {
  const std::uint32_t wanted = next_frame(stream, frame::default_max_frame_size);
  const auto stops = [&](RateLimits& limits) { return limits.any() && limits.allowed(wanted, now_) == 0; };
  return stops(stream.send_limits) || stops(send_limits_);
}

// Who still has to wait finds out when it tries.
void Connection::go_on_at_rate() {
  rate_deadline_ = never;
  sending_waits_ = false;
  if (credit_waits_) offer_connection_credit(Credit::when_due);
  streams_.for_each([this](Stream& stream) {
    if (stream.credit_waits) offer_credit(stream, Credit::when_due);
    if (!stream.sending_waits) return;
    stream.sending_waits = false;
    update_schedule(stream);
  });
}

}  // namespace weft::h2
