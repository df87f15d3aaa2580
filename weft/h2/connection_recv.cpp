// Octets to frames, and the frames that concern the connection as a whole.
#include <weft/h2/connection.hpp>

namespace weft::h2 {

void Connection::receive(Octets octets, Time now) {
  while (!octets.empty()) octets = receive_some(octets, now);
}

Octets Connection::receive_some(Octets octets, Time now) {
  constexpr std::size_t enough_events = 32;
  if (closed() || ending_.peer_gone() || octets.empty()) return {};
  advance(now);
  durable_.last_active = clock_.now();
  if (events_.empty()) intake_.take_back_lent();
  const std::size_t size = octets.size();
  if (const auto broken = intake_.take_preface(octets)) fail(*broken);
  bool goes_on = !closed() && !octets.empty();
  while (goes_on) {
    goes_on = take_frame(octets);
    // A last piece of DATA that needs no more octets is taken now: there are no octets to give back for it, so the
    // caller might never come again.
    if (events_.size() >= enough_events && !intake_.has_item()) break;
  }
  if (!goes_on) octets = {};
  intake_.note_partial_frame(clock_.now());
  guard_.octets_received(size - octets.size());
  return octets;
}

// False where nothing more can be taken.
bool Connection::take_frame(Octets& octets) {
  const Intake::Step step = intake_.next(octets, [this](const auto& what) { on(what); });
  if (step.broken) fail(*step.broken);
  return step.taken && !closed();
}

// A fault that concerns one stream only.
void Connection::on(const frame::Faulty& faulty) {
  if (ending_.is_beyond(faulty.header.stream)) {
    charge_glitch();
    return;
  }
  stream_error(faulty.header.stream, reason_of(faulty.fault));
}

void Connection::on(const frame::Headers& frame) {
  FieldBlock block;
  if (intake_.begin(frame, clock_.now(), block)) on_field_block(block);
}

void Connection::on(const frame::PushPromise& frame) {
  // RFC 9113 8.4: "A client cannot push. Thus, servers MUST treat the receipt of a PUSH_PROMISE frame as a connection
  // error (Section 5.4.1) of type PROTOCOL_ERROR." A client that has set SETTINGS_ENABLE_PUSH to 0, likewise: 6.6.
  if (is_server() || own_settings_.most_pushes() == 0) return fail(Reason::push_promise_not_allowed);
  FieldBlock block;
  if (intake_.begin(frame, clock_.now(), block)) on_field_block(block);
}

void Connection::on(const frame::Continuation& frame) {
  const PartialBlock& so_far = intake_.add(frame);
  // Beyond the RFC: 6.10 says "Any number of CONTINUATION frames can be sent".
  if (!charge(guard_.continuation(so_far.frames, so_far.empty_frames)) || !frame.end_headers) return;
  const PartialBlock block = intake_.take_block();
  on_field_block(block.whole());
}

// RFC 9113 6.7: "Receivers of a PING frame that does not include an ACK flag MUST send a PING frame with the ACK flag
// set in response, with an identical frame payload."
void Connection::on(const frame::Ping& frame) {
  if (!frame.ack) {
    if (!charge(guard_.ping(clock_.now())) || !charge(guard_.ack_queued())) return;
    writer_.write(frame::Ping{.ack = true, .opaque = frame.opaque});
    return;
  }
  if (ending_.is_answered_by(frame)) return finish_announcing();
  // RFC 9113 6.7: "An endpoint MUST NOT respond to PING frames containing this flag."
  if (pings_outstanding_ == 0) {
    charge_glitch();
    return;
  }
  --pings_outstanding_;
  events_.add(PingAcknowledged{frame.opaque});
}

// RFC 9113 5.5: "Implementations MUST discard frames that have unknown or unsupported types." Beyond the RFC: not for
// ever.
void Connection::on(const frame::Unknown&) {
  charge_glitch();
}

}  // namespace weft::h2
