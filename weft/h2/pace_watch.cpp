#include <weft/h2/pace_watch.hpp>

namespace weft::h2 {

namespace {

// Whether the octets since pace.since are as many as the rate asks for.
bool is_on_pace(const Pace& pace, std::uint64_t octets, std::uint32_t octets_per_second, Time now) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now - pace.since).count();
  return (octets - pace.octets) * 1000 >= static_cast<std::uint64_t>(milliseconds) * octets_per_second;
}

}  // namespace

void PaceWatch::begin_look(Flow& flow, Time now) {
  next_look_ = never;
  const bool is_held_by_peer = flow.available() < timeouts_.response_octets_per_second && !flow.is_held_by_rate(now);
  connection_is_slow_ = is_held_by_peer && !is_on_pace(pace_, octets_sent_, timeouts_.response_octets_per_second, now);
  if (!connection_is_slow_) pace_ = {now, octets_sent_};
}

// Beyond the RFC: a request must come at a minimum rate while the application waits for it, and also after its response
// has ended, because its slot is not free before. The rule does not hold in a tunnel, nor while the response is under
// way, nor while the application holds octets back, nor while we grant no credit.
Look PaceWatch::look_at_request(Stream& stream, const Flow& flow, bool in_data, Time now) const {
  if (!may_receive(stream.state) || stream.outgoing.next == Part::body || stream.tunnel || stream.incoming.is_paused())
    return {};
  const bool begins = stream.incoming.pace.since == never;
  if (begins || stream.incoming.held != 0 || flow.grants_nothing(stream, in_data) ||
      is_on_pace(stream.incoming.pace, stream.incoming.octets, timeouts_.octets_per_second, now)) {
    stream.incoming.pace = {now, stream.incoming.octets};
  } else if (now - stream.incoming.pace.since >= timeouts_.request_grace) {
    return {true, Reason::request_too_slow};
  }
  return {true};
}

// Beyond the RFC: a response that has octets to send must go out at a minimum rate where the peer's windows hold it
// back; delays by other streams, our own transport and our own rates are not the peer's fault. A peer that lets nothing
// through at all may have paused: that is allowed for longer than a slow drip that only keeps the stream alive.
Look PaceWatch::look_at_response(Stream& stream, Flow& flow, Time now) const {
  if (stream.outgoing.body == nullptr || !stream.outgoing.is_ready) return {};
  const Duration elapsed = now - stream.outgoing.pace.since;
  const bool has_moved = stream.outgoing.octets != stream.outgoing.pace.octets;
  const std::uint32_t rate = timeouts_.response_octets_per_second;
  const bool held_by_peer = stream.outgoing.window.available() < rate || connection_is_slow_;
  if (!held_by_peer || flow.is_held_by_rate(stream, now) ||
      is_on_pace(stream.outgoing.pace, stream.outgoing.octets, rate, now)) {
    stream.outgoing.pace = {now, stream.outgoing.octets};
  } else if (!has_moved && elapsed >= timeouts_.stall) {
    return {true, Reason::response_stalled};
  } else if (has_moved && elapsed >= timeouts_.response_grace) {
    return {true, Reason::response_too_slow};
  }
  return {true};
}

}  // namespace weft::h2
