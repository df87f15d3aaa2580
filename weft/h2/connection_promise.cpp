// RFC 9113 8.4.2: server push, the client's side.
#include <weft/h2/connection.hpp>
#include <weft/h2/promised_request.hpp>
#include <weft/h2/request_fields.hpp>

namespace weft::h2 {

namespace {

// RFC 9113 8.4.1: "If a client receives a PUSH_PROMISE that does not include a complete and valid set of header fields
// or the ":method" pseudo-header field identifies a method that is not safe, it MUST respond on the promised stream
// with a stream error (Section 5.4.2) of type PROTOCOL_ERROR."
std::optional<Reason> check_promised_request(http::RequestHead& head, Decoded decoded, const Limits& limits) {
  if (decoded == Decoded::cut) return Reason::promise_not_valid;
  // A faulty request that a server would answer with a status has no such answer here: it is malformed.
  if (const auto broken = read_request(head, {limits, ExtendedConnect::off})) {
    return answer_to(*broken) ? Reason::promise_not_valid : broken;
  }
  const bool is_valid = may_be_promised(head.method) && !has_content(head) && !head.authority.empty();
  return is_valid ? std::nullopt : std::optional(Reason::promise_not_valid);
}

// RFC 9113 8.5: a client's CONNECT that was answered with 2xx.
bool is_connected(const Stream& stream) {
  return stream.tunnel && stream.incoming.next == Part::body;
}

// The reason why the connection is lost, if there is one.
std::optional<Reason> check_promise(const FieldBlock& block, const Streams& streams, Time now) {
  // RFC 9113 6.6: "A receiver MUST treat the receipt of a PUSH_PROMISE on a stream that is neither "open" nor
  // "half-closed (local)" as a connection error (Section 5.4.1) of type PROTOCOL_ERROR. However, an endpoint that has
  // sent RST_STREAM on the associated stream MUST handle PUSH_PROMISE frames that might have been created before the
  // RST_STREAM frame is received and processed."
  const bool is_open = may_receive(streams.state_of(block.stream, now)) || streams.was_reset_by_us(block.stream);
  if (!is_open || !frame::is_client_initiated(block.stream)) return Reason::promise_on_wrong_stream;
  const Outcome& outcome = transition(streams.state_of(block.promised, now), StreamInput::receive_promise);
  return outcome.verdict == Verdict::ok ? std::nullopt : std::optional(outcome.reason);
}

// The reason to decline a promise without a look at its request, if there is one.
std::optional<Reason> grounds_to_decline(frame::StreamId parent, const Streams& streams,
                                         const SettingsInForce& own_settings, std::size_t limit, Time now) {
  // RFC 9113 5.1: "Receiving a PUSH_PROMISE frame also causes the promised stream to become "reserved (remote)", even
  // when the PUSH_PROMISE frame is received on a closed stream."
  if (!may_receive(streams.state_of(parent, now))) return Reason::promise_unwanted;
  if (own_settings.latest().pushes == 0) return Reason::promise_withdrawn;
  // Beyond the RFC: 8.4.2 says of SETTINGS_MAX_CONCURRENT_STREAMS that it "does not prevent the server from reserving
  // streams using PUSH_PROMISE frames".
  const bool too_many = streams.promised() >= limit || streams.pushes().live() >= limit + own_settings.most_pushes();
  return too_many ? std::optional(Reason::promise_limit) : std::nullopt;
}

}  // namespace

// RFC 9113 6.6: "the inclusion of a field block (Section 4.3) potentially modifies the state maintained for field
// section compression", so what is not wanted is decoded too.
void Connection::on_promise(const FieldBlock& block) {
  if (const auto broken = check_promise(block, streams_, clock_.now())) return fail(*broken);
  // An application may decline one promise after the other while the peer reads nothing.
  if (!charge(guard_.unsent_answers())) return;
  if (ending_.is_beyond(block.promised)) {
    if (charge(heads_.discard(block.octets, workspace_.scratch()))) charge_glitch();
    return;
  }
  // RFC 9113 8.5: "Frame types other than DATA or stream management frames (RST_STREAM, WINDOW_UPDATE, and PRIORITY)
  // MUST NOT be sent on a connected stream and MUST be treated as a stream error (Section 5.4.2) if received."
  if (const Stream* parent = streams_.find(block.stream); parent != nullptr && is_connected(*parent)) {
    stream_error(block.stream, Reason::headers_in_tunnel);
    if (closed()) return;
  }
  if (const auto reason =
          grounds_to_decline(block.stream, streams_, own_settings_, options_.limits.promises, clock_.now())) {
    if (charge(heads_.discard(block.octets, workspace_.scratch()))) decline(block.promised, *reason);
    charge_glitch();
    return;
  }

  auto head = workspace_.requests().lease();
  const auto decoded = heads_.decode(block.octets, head->fields);
  if (!decoded) return fail(decoded.error());
  auto violation = check_promised_request(*head, *decoded, options_.limits);
  const std::size_t field_octets = head->fields.capacity();
  if (!violation && !guard_.hold_fields(field_octets)) violation = Reason::held_fields_limit;
  if (!violation) return accept_promise(block, std::move(head), field_octets);
  decline(block.promised, *violation);
  charge(guard_.stream_reset(clock_.now()));
}

void Connection::accept_promise(const FieldBlock& block, Head lease, std::size_t field_octets) {
  Stream& stream = streams_.open(block.promised, 0, own_settings_.acknowledged().initial_window, clock_.now());
  guard_.stream_opened();
  ending_.accepted(block.promised);
  stream.state = transition(StreamState::idle, StreamInput::receive_promise).next;
  stream.outgoing.next = Part::ended;
  stream.leases.request = std::move(lease);
  const http::RequestHead& head = *stream.leases.request;
  stream.is_head_request = head.method == http::Method::head;
  stream.field_octets = static_cast<std::uint32_t>(field_octets);
  stream.traffic.received = block.wire_octets;
  stream.sections.received = static_cast<std::uint32_t>(block.octets.size());
  events_.add(PushPromised{block.promised, block.stream, &head});
}

// RFC 9113 6.6: "Recipients of PUSH_PROMISE frames can choose to reject promised streams by returning a RST_STREAM
// referencing the promised stream identifier back to the sender of the PUSH_PROMISE."
void Connection::decline(frame::StreamId promised, Reason reason) {
  const http::Close close = close_of(reason);
  streams_.remember(promised, StreamState::closed_by_our_reset, clock_.now());
  guard_.answer_queued(frame::RstStream::wire_size);
  writer_.write(frame::RstStream{promised, static_cast<ErrorCode>(close.code)});
  events_.add(Rejected{promised, 0, close});
  charge(guard_.reset_queued());
}

}  // namespace weft::h2
