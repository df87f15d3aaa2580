// What is due when: deadlines of the connection, and once a second a look at streams that may be too slow.
#include <algorithm>
#include <chrono>

#include <weft/h2/connection.hpp>
#include <weft/h2/forgotten.hpp>

namespace weft::h2 {

namespace {

constexpr Duration scan_interval = std::chrono::seconds(1);

// Whether the octets since then are as many as the rate asks for.
bool keeps_rate(std::uint64_t octets, Duration elapsed, std::uint32_t per_second) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  return octets * 1000 >= static_cast<std::uint64_t>(milliseconds) * per_second;
}

}  // namespace

Time Connection::next_deadline() const {
  if (closed()) return never;
  return std::min({next_scan_, settings_deadline_, flow_.rate_deadline(), idle_deadline(),
                   ending_.deadline(age_limit()), intake_.deadline(created_, options_.timeouts)});
}

void Connection::handle_timeout(Time now) {
  if (closed()) return;
  advance(now);
  const Timeouts& timeouts = options_.timeouts;
  if (intake_.is_preface_late(now_, created_, timeouts)) return fail(Reason::preface_timeout);
  // RFC 9113 6.5.3: "If the sender of a SETTINGS frame does not receive an acknowledgment within a reasonable amount of
  // time, it MAY issue a connection error (Section 5.4.1) of type SETTINGS_TIMEOUT."
  if (now_ >= settings_deadline_) return fail(Reason::settings_timeout);
  if (intake_.is_block_late(now_, timeouts)) return fail(Reason::header_block_timeout);
  if (ending_.looks_for_vain_waits(now_)) give_up_waiting();
  if (ending_.has_drained_for_too_long(now_)) return fail(Reason::drain_timeout);
  if (ending_.has_announced_for_long(now_)) finish_announcing();
  if (now_ >= age_limit()) begin_shutdown(Reason::age_limit);
  if (now_ >= idle_deadline()) begin_shutdown(Reason::idle_timeout);
  if (now_ >= flow_.rate_deadline()) go_on_at_rate();
  if (now_ >= next_scan_) scan();
}

Time Connection::idle_deadline() const {
  // Beyond the RFC: a server that promises and does not answer keeps no client's connection from being idle.
  const std::size_t waiting = is_server() ? 0 : streams_.promised();
  const bool idle = streams_.live() == waiting && ending_.is_running();
  return idle ? last_active_ + options_.timeouts.idle : never;
}

// A stream has begun something that can be too slow.
void Connection::arm_scan() {
  if (next_scan_ != never) return;
  next_scan_ = now_ + scan_interval;
  send_pace_ = {now_, data_octets_sent_};
}

void Connection::scan() {
  next_scan_ = never;
  const bool connection_is_slow = !check_connection_pace();
  bool something_to_watch = false;
  streams_.for_each([&](Stream& stream) {
    if (closed() || is_closed(stream.state)) return;
    const bool watch_request = check_request_pace(stream);
    const bool watch_response = !is_closed(stream.state) && check_response_pace(stream, connection_is_slow);
    const bool watch_unread = !is_closed(stream.state) && watch_unconsumed(stream, guard_);
    something_to_watch = something_to_watch || watch_request || watch_response || watch_unread;
  });
  if (something_to_watch && !closed()) next_scan_ = now_ + scan_interval;
}

// Beyond the RFC: a request must come at a minimum rate while somebody waits for it, and after its response has ended,
// because its slot is not free before: not in a tunnel, nor while the response is under way, nor while the application
// holds octets back, nor while we grant no credit. False when there is nothing to watch any more.
bool Connection::check_request_pace(Stream& stream) {
  if (!is_server() || !may_receive(stream.state) || stream.outgoing == Outgoing::body || stream.tunnel) return false;
  if (stream.paused()) return false;
  const Timeouts& timeouts = options_.timeouts;
  const Duration elapsed = now_ - stream.receive_pace.since;
  const std::uint64_t octets = stream.data_received - stream.receive_pace.octets;
  const bool begins = stream.receive_pace.since == never;
  if (begins || stream.held != 0 || flow_.grants_nothing(stream, intake_.in_data()) ||
      keeps_rate(octets, elapsed, timeouts.octets_per_second)) {
    stream.receive_pace = {now_, stream.data_received};
  } else if (elapsed >= timeouts.request_grace) {
    give_up_request(stream);
  }
  return true;
}

// The rest of a request whose response has ended begins its time anew.
void Connection::watch_answered(Stream& stream) {
  stream.receive_pace = {now_, stream.data_received};
  arm_scan();
}

void Connection::give_up_request(Stream& stream) {
  if (stream.outgoing != Outgoing::ended) return stream_error(stream.id, Reason::request_too_slow);
  // RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
  // RST_STREAM with an error code of NO_ERROR after sending a complete response".
  send_reset(stream.id, &stream, ErrorCode::no_error);
  close_stream(stream, StreamState::closed_by_our_reset, close_of(Reason::upload_not_needed));
  charge(guard_.reset_queued());
}

// Beyond the RFC: a response that has octets to send must get out at a minimum rate where the peer's windows are what
// holds it; other streams, our own transport and our own rates are not the peer's fault. A peer that lets nothing
// through at all may have paused, which is allowed for longer than a drip that only keeps the stream alive.
bool Connection::check_response_pace(Stream& stream, bool connection_is_slow) {
  if (stream.body == nullptr || !stream.body_ready) return false;
  const Timeouts& timeouts = options_.timeouts;
  const Duration elapsed = now_ - stream.send_pace.since;
  const std::uint64_t octets = stream.data_sent - stream.send_pace.octets;
  const bool held_by_peer = stream.send_window.available() < timeouts.octets_per_second || connection_is_slow;
  if (!held_by_peer || flow_.is_held_by_rate(stream, now_) || keeps_rate(octets, elapsed, timeouts.octets_per_second)) {
    stream.send_pace = {now_, stream.data_sent};
  } else if (octets == 0 && elapsed >= timeouts.stall) {
    stream_error(stream.id, Reason::response_stalled);
  } else if (octets != 0 && elapsed >= timeouts.response_grace) {
    stream_error(stream.id, Reason::response_too_slow);
  }
  return true;
}

// The same for the window of the connection: false while it is what holds the streams back.
bool Connection::check_connection_pace() {
  const Duration elapsed = now_ - send_pace_.since;
  const std::uint64_t octets = data_octets_sent_ - send_pace_.octets;
  const std::uint32_t rate = options_.timeouts.octets_per_second;
  const bool fine = flow_.available() >= rate || flow_.is_held_by_rate(now_) || keeps_rate(octets, elapsed, rate);
  if (fine) send_pace_ = {now_, data_octets_sent_};
  return fine;
}

}  // namespace weft::h2
