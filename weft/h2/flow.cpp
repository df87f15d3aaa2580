// A paused stream gets no credit. The octets that its window had let through before still arrive and stay unread, and
// would use up the window of the connection. So the connection's window grows by the octets that paused streams hold,
// up to Options::paused_window: the memory that pauses may cost, out of Options::window_budget. RFC 9113 5.2.2: "Flow
// control addresses cases where the receiver is unable to process data on one stream yet wants to continue to process
// other streams in the same connection."
//
// A stream that is stopped by its own rates leaves the schedule, so that other streams go on. The rates of the
// connection stop all streams, and are spent in the order of the schedule. Stopped streams go on when the deadline of
// the rates has come.
#include <weft/h2/flow.hpp>

#include <algorithm>
#include <chrono>

namespace weft::h2 {

namespace {

// The size of the next frame of the body that is left to send, at most `room`.
std::uint32_t next_frame(const Stream& stream, std::uint32_t room) {
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(stream.outgoing.unsent, 1, room));
}

bool stops(RateLimits& limits, std::uint32_t wanted, Time now) {
  return limits.any() && limits.allowed(wanted, now) == 0;
}

// The octets that the peer may send without further credit, and those that came and wait to be consumed: the beginning
// of a body may have come with its head.
std::uint32_t granted(const ReceiveWindow& window) {
  return static_cast<std::uint32_t>(std::max(window.octets(), 0)) + window.held();
}

// Whether a larger window would be used: octets are consumed as they come, and nobody holds them back on purpose.
bool keeps_up(const Stream& stream) {
  if (!may_receive(stream.state) || stream.incoming.is_paused() || stream.incoming.limits.any()) return false;
  const std::uint64_t half = stream.incoming.window.target() / 2;
  return stream.incoming.consumed() - stream.incoming.consumed_before >= std::max<std::uint64_t>(half, 1) &&
         stream.incoming.held <= half;
}

}  // namespace

std::uint32_t Flow::limited(Stream& stream, std::uint32_t size, Time now) {
  const std::uint32_t wanted = next_frame(stream, size);
  const std::uint64_t rest = std::max<std::uint64_t>(stream.outgoing.unsent, 1);
  const std::uint32_t of_stream = stream.outgoing.limits.allowed(wanted, now, rest);
  if (of_stream == 0) {
    rate_deadline_ = std::min(rate_deadline_, stream.outgoing.limits.resume(wanted));
    stream.outgoing.waits_for_rate = true;
    return 0;
  }
  const std::uint32_t of_both = send_limits_.allowed(of_stream, now);
  if (of_both == 0) {
    rate_deadline_ = std::min(rate_deadline_, send_limits_.resume(of_stream));
    sending_waits_ = true;
  }
  return of_both;
}

// How much of the owed credit may be announced now. The rest follows when the deadline has come, whether or not the
// peer has used up this part by then: over a long path the peer would otherwise get less than its rate.
std::uint32_t Flow::ration(RateLimits& limits, std::uint32_t owed, Time now) {
  if (!limits.any()) return owed;
  const std::uint32_t increment = limits.allowed(owed, now);
  limits.spend(increment, now);
  if (increment < owed) rate_deadline_ = std::min(rate_deadline_, limits.resume(owed - increment));
  return increment;
}

void Flow::give_back(std::size_t octets, FrameWriter& writer, Time now) {
  receive_window_.give_back(static_cast<std::uint32_t>(octets));
  offer(Credit::when_due, writer, now);
}

void Flow::give_back_held(Stream& stream, std::uint32_t octets, FrameWriter& writer, Time now) {
  if (octets == 0) return;
  stream.incoming.held -= octets;
  if (stream.incoming.is_paused()) count_paused(-std::int64_t{octets});
  give_back(octets, writer, now);
}

void Flow::take_paused(std::size_t octets, FrameWriter& writer, Time now) {
  count_paused(static_cast<std::int64_t>(octets));
  offer(Credit::when_due, writer, now);
}

void Flow::pause(Stream& stream, PauseBy by, FrameWriter& writer, Time now) {
  if (stream.incoming.pause(by)) take_paused(stream.incoming.held, writer, now);
}

bool Flow::resume(Stream& stream, PauseBy by) {
  if (!stream.incoming.resume(by)) return false;
  count_paused(-std::int64_t{stream.incoming.held});
  return true;
}

// Paused streams hold `octets` more from now on, or fewer if the number is negative.
void Flow::count_paused(std::int64_t octets) {
  paused_unread_ = static_cast<std::size_t>(static_cast<std::int64_t>(paused_unread_) + octets);
  receive_window_.set_extra(paused_share_.resize(extra_for_paused()));
}

void Flow::offer(Credit credit, FrameWriter& writer, Time now) {
  credit_waits_ = false;
  const std::uint32_t due = receive_window_.due(credit);
  if (stopped_ || due == 0) return;
  // Beyond the RFC: a peer that does not read our output gets no credit to send more. produce() offers again.
  const bool is_heard = writer.size() <= options_.limits.buffered_output;
  const std::uint32_t increment = is_heard ? ration(receive_limits_, due, now) : 0;
  credit_waits_ = increment < due;
  if (increment == 0) return;
  receive_window_.announce(increment);
  writer.write(frame::WindowUpdate{frame::connection_stream, increment});
}

// RFC 9113 5.1: "In this state, an endpoint is no longer obligated to maintain a receiver flow-control window." But of
// a promise: "An endpoint MUST NOT send any type of frame other than RST_STREAM, WINDOW_UPDATE, or PRIORITY in this
// state."
void Flow::offer(Stream& stream, Credit credit, FrameWriter& writer, Time now) {
  stream.incoming.waits_for_rate = false;
  const bool may_come = may_receive(stream.state) || stream.state == StreamState::reserved_remote;
  if (!may_come || stream.incoming.is_paused()) return;
  const std::uint32_t due = stream.incoming.window.due(credit);
  if (due == 0) return;
  const std::uint32_t increment = ration(stream.incoming.limits, due, now);
  stream.incoming.waits_for_rate = increment < due;
  if (increment == 0) return;
  stream.incoming.window.announce(increment);
  // RFC 9113 5.1: "Receiving any frame other than HEADERS or PRIORITY on a stream in this state MUST be treated as a
  // connection error": a request's may still be waiting.
  writer.write(frame::WindowUpdate{stream.id, increment}, &stream);
}

void Flow::set_window(std::uint32_t octets, FrameWriter& writer, Time now) {
  receive_window_.set_target(octets);
  offer(Credit::at_once, writer, now);
}

bool Flow::fit(Stream& stream, std::uint32_t window, FrameWriter& writer, Time now) {
  const bool would_use_it = keeps_up(stream);
  if (would_use_it) {
    stream.incoming.window.grow(std::min(window, options_.max_stream_window));
    offer(stream, Credit::when_due, writer, now);
  }
  stream.incoming.consumed_before = stream.incoming.consumed();
  return would_use_it;
}

// The window of the connection bounds what all streams can hold together, however large their own windows are.
void Flow::fit(std::uint32_t window, FrameWriter& writer, Time now) {
  if (receive_limits_.any() || receive_window_.is_chosen()) return;
  const std::uint32_t first = receive_window_.target() - growth_.size();
  const std::uint32_t wanted = std::min(window, options_.max_connection_window);
  if (wanted <= receive_window_.target()) return;
  receive_window_.grow(first + growth_.resize(wanted - first));
  offer(Credit::when_due, writer, now);
}

bool Flow::grants_nothing(const Stream& stream, bool in_data) const {
  if (stream.incoming.waits_for_rate || credit_waits_) return true;
  return !in_data && (stream.incoming.window.octets() <= 0 || receive_window_.octets() <= 0);
}

void Flow::limit_sending(RateLimits::Buckets buckets) {
  send_limits_.set(buckets);
  sending_waits_ = false;
}

void Flow::limit_receiving(RateLimits::Buckets buckets, FrameWriter& writer, Time now) {
  receive_limits_.set(buckets, granted(receive_window_));
  offer(Credit::when_due, writer, now);
}

void Flow::limit_receiving(Stream& stream, RateLimits::Buckets buckets, FrameWriter& writer, Time now) {
  stream.incoming.limits.set(buckets, granted(stream.incoming.window));
  offer(stream, Credit::when_due, writer, now);
}

bool Flow::is_held_by_rate(Time now) {
  return stops(send_limits_, frame::default_max_frame_size, now);
}

bool Flow::is_held_by_rate(Stream& stream, Time now) {
  const std::uint32_t wanted = next_frame(stream, frame::default_max_frame_size);
  return stops(stream.outgoing.limits, wanted, now) || stops(send_limits_, wanted, now);
}

// RFC 9113 5.2.3: "If an endpoint cannot ensure that its peer always has available flow-control window space that is
// greater than the peer's bandwidth * delay product on this connection, its receive throughput will be limited by
// HTTP/2 flow control." Four times the product: credit comes back in steps of half a window, and a peer whose TCP has
// just begun sends twice as much in the next round trip.
std::uint32_t window_for(Duration round_trip, std::uint64_t octets_per_second) {
  using std::chrono::microseconds;
  constexpr Duration longest = std::chrono::minutes(1);
  constexpr std::uint64_t fastest = 100'000'000'000;
  const auto delay = std::chrono::duration_cast<microseconds>(std::clamp(round_trip, Duration::zero(), longest));
  const std::uint64_t product = static_cast<std::uint64_t>(delay.count()) * std::min(octets_per_second, fastest);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(product / 1'000'000 * 4, max_window));
}

}  // namespace weft::h2
