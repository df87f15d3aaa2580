// RFC 9113 8.4: server push, as the one who promises and as the one who is promised something.
#include <algorithm>

#include <weft/h2/connection.hpp>
#include <weft/h2/outgoing_fields.hpp>
#include <weft/h2/request_fields.hpp>
#include <weft/http/content_length.hpp>
#include <weft/http/text.hpp>

namespace weft::h2 {

namespace {

// RFC 9113 8.4: "Promised requests MUST be safe (see Section 9.2.1 of [HTTP]) and cacheable (see Section 9.2.3 of
// [HTTP])." RFC 9110 9.2.3: "This specification defines caching semantics for GET, HEAD, and POST"; POST is not safe.
bool may_be_promised(http::Method method) {
  return method == http::Method::get || method == http::Method::head;
}

// RFC 9113 8.4: "Promised requests cannot include any content or a trailer section."
bool has_content(const http::RequestHead& head) {
  const auto field = head.fields.find(http::FieldName::content_length);
  return head.content_length.value_or(0) != 0 || (field && http::parse_content_length(*field) != 0);
}

// RFC 9113 8.4: "The server MUST include a value in the ":authority" pseudo-header field for which the server is
// authoritative". For the parent's origin it is, or the parent would have been misdirected; about others we know
// nothing.
bool is_same_origin(const http::RequestHead& request, const http::RequestHead& parent) {
  return !request.authority.empty() && http::equals_ignoring_case(request.authority, parent.authority) &&
         http::equals_ignoring_case(request.scheme, parent.scheme);
}

// RFC 9218 10: "In the absence of origin signals, applying default parameter values could be suboptimal." A page goes
// before what belongs to it, though the numbers of pushed streams are lower.
Priority behind(Priority parent) {
  const int urgency = std::min(parent.urgency + 1, urgency_levels - 1);
  return {static_cast<std::uint8_t>(urgency), false};
}

// RFC 9113 8.4.1: "If a client receives a PUSH_PROMISE that does not include a complete and valid set of header fields
// or the ":method" pseudo-header field identifies a method that is not safe, it MUST respond on the promised stream
// with a stream error (Section 5.4.2) of type PROTOCOL_ERROR."
Violation check_promised_request(http::RequestHead& head, hpack::DecodeStatus status, const Limits& limits) {
  if (status == hpack::DecodeStatus::over_soft_limit) return Reason::promise_not_valid;
  // What a server would answer, nobody can answer here.
  if (const auto broken = read_request(head, {limits, ExtendedConnect::off})) {
    return answer_to(*broken) ? Reason::promise_not_valid : broken;
  }
  const bool is_valid = may_be_promised(head.method) && !has_content(head) && !head.authority.empty();
  return is_valid ? std::nullopt : Violation(Reason::promise_not_valid);
}

// RFC 9113 8.5: a client's CONNECT that was answered with 2xx.
bool is_connected(const Stream& stream) {
  return stream.tunnel && stream.incoming == Incoming::body;
}

}  // namespace

Result<MessageId, PushRefusal> Connection::push(MessageId parent, const http::RequestHead& request) {
  Stream* parent_stream = streams_.find(parent);
  if (const auto refusal = refusal_of(parent_stream, request)) return weft::fail(*refusal);

  Stream& stream = streams_.open(next_id_, peer_.initial_window, 0, now_);
  next_id_ += 2;
  guard_.stream_opened();
  ++promised_streams_;
  stream.state = transition(StreamState::idle, StreamInput::send_promise).next;
  stream.incoming = Incoming::ended;
  stream.is_head_request = request.method == http::Method::head;
  stream.ledger.wait_for(http::Wait::application, ledger_clock_);
  schedule_.opened(stream, parent);
  // RFC 9218 10: "A server can apply priority signals provided in an origin response"; until there is one, what the
  // promised request says counts as if the client had said it.
  if (const auto priority = request.fields.find(http::FieldName::priority)) {
    stream.client_priority = parse_priority_field(*priority).value_or(PriorityField()).or_default();
  } else {
    stream.client_priority = behind(parent_stream->priority);
  }
  reprioritize(stream);
  stream.traffic.sent = write_promise(parent, stream.id, request);
  // RFC 9113 8.4.1: "The server SHOULD send PUSH_PROMISE (Section 6.6) frames prior to sending any frames that
  // reference the promised responses."
  stream.head_end = parent_stream->head_end = outbox_.sections_end();
  return stream.id;
}

std::optional<PushRefusal> Connection::refusal_of(const Stream* parent, const http::RequestHead& request) const {
  if (!is_server()) return PushRefusal::wrong_role;
  // RFC 9113 6.8: "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection". Beyond the RFC: nor
  // does who sent one.
  if (!std::holds_alternative<Running>(ending_) || peer_goaway_) return PushRefusal::connection_closing;
  // RFC 9113 6.6: "PUSH_PROMISE MUST NOT be sent if the SETTINGS_ENABLE_PUSH setting of the peer endpoint is set to 0."
  if (!peer_.push) return PushRefusal::disabled;
  // RFC 9113 8.4.1: "PUSH_PROMISE frames can be sent by the server on any client-initiated stream, but the stream MUST
  // be in either the "open" or "half-closed (remote)" state with respect to the server."
  if (parent == nullptr || !frame::is_client_initiated(parent->id)) return PushRefusal::unknown_parent;
  if (!may_send(parent->state) || parent->tunnel) return PushRefusal::parent_not_open;

  if (!may_be_promised(request.method)) return PushRefusal::method_not_safe;
  if (has_content(request)) return PushRefusal::has_content;
  if (!is_sendable(request)) return PushRefusal::head_not_valid;
  if (!is_same_origin(request, *parent->request)) return PushRefusal::authority_differs;

  // RFC 9113 5.1.2: "Streams in either of the "reserved" states do not count toward the stream limit." But a promise
  // that cannot be kept now only makes the client wait.
  if (pushed_streams_ >= peer_.max_streams) return PushRefusal::client_limit;
  if (streams_.pushes().live() >= options_.limits.promises) return PushRefusal::own_limit;
  if (next_id_ > frame::max_stream_id) return PushRefusal::ids_used_up;
  return std::nullopt;
}

// Appends PUSH_PROMISE, and CONTINUATION where it does not fit. Gives the octets on the wire.
std::size_t Connection::write_promise(frame::StreamId parent, frame::StreamId promised,
                                      const http::RequestHead& request) {
  Buffer& out = outbox_.sections();
  const std::size_t start = begin_section();
  store_be32(out.prepare(frame::PushPromise::fixed_size).data(), promised);
  out.commit(frame::PushPromise::fixed_size);
  encode_section(request, encoder_, out);
  return finish_section(start, frame::Type::push_promise, 0, parent);
}

// RFC 9113 8.4.2: "This stream becomes "half-closed" to the client (Section 5.1) after the initial HEADERS frame is
// sent." From then on it counts: false where it would be one too many. Other streams have begun already.
bool Connection::begin_pushed(Stream& stream, StreamInput headers, std::uint32_t limit) {
  if (!is_reserved(stream.state)) return true;
  if (pushed_streams_ >= limit) return false;
  --promised_streams_;
  ++pushed_streams_;
  stream.state = transition(stream.state, headers).next;
  return true;
}

// RFC 9113 6.6: "the inclusion of a field block (Section 4.3) potentially modifies the state maintained for field
// section compression", so what is not wanted is decoded too.
void Connection::on_promise(const FieldBlock& block) {
  if (const auto broken = check_promise(block)) return fail(*broken);
  // An application may decline one after the other, and the peer not read a word of it.
  if (outbox_.size() > options_.limits.buffered_output) return fail(Reason::unsent_output_limit);
  if (beyond_goaway(block.promised)) {
    if (discard(block)) charge_glitch();
    return;
  }
  // RFC 9113 8.5: "Frame types other than DATA or stream management frames (RST_STREAM, WINDOW_UPDATE, and PRIORITY)
  // MUST NOT be sent on a connected stream and MUST be treated as a stream error (Section 5.4.2) if received."
  if (const Stream* parent = streams_.find(block.stream); parent != nullptr && is_connected(*parent)) {
    stream_error(block.stream, Reason::headers_in_tunnel);
    if (closed()) return;
  }
  if (const auto reason = grounds_to_decline(block.stream)) {
    if (discard(block)) decline(block.promised, *reason);
    charge_glitch();
    return;
  }

  auto head = workspace_.requests().lease();
  const auto outcome = decode(block.octets, head->fields);
  if (!outcome) return;
  auto violation = check_promised_request(*head, outcome->status, options_.limits);
  if (!violation && !guard_.hold_fields(outcome->octets)) violation = Reason::held_fields_limit;
  if (!violation) return accept_promise(block, std::move(head), outcome->octets);
  decline(block.promised, *violation);
  charge(guard_.stream_reset(now_));
}

// What the connection is lost over.
std::optional<Reason> Connection::check_promise(const FieldBlock& block) const {
  // RFC 9113 6.6: "A receiver MUST treat the receipt of a PUSH_PROMISE on a stream that is neither "open" nor
  // "half-closed (local)" as a connection error (Section 5.4.1) of type PROTOCOL_ERROR. However, an endpoint that has
  // sent RST_STREAM on the associated stream MUST handle PUSH_PROMISE frames that might have been created before the
  // RST_STREAM frame is received and processed."
  const bool is_open = may_receive(state_of(block.stream)) || streams_.was_reset_by_us(block.stream);
  if (!is_open || !frame::is_client_initiated(block.stream)) return Reason::promise_on_wrong_stream;
  const Outcome& outcome = transition(state_of(block.promised), StreamInput::receive_promise);
  return outcome.verdict == Verdict::ok ? std::nullopt : std::optional(outcome.reason);
}

// Why it does not matter what is promised.
std::optional<Reason> Connection::grounds_to_decline(frame::StreamId parent) const {
  // RFC 9113 5.1: "Receiving a PUSH_PROMISE frame also causes the promised stream to become "reserved (remote)", even
  // when the PUSH_PROMISE frame is received on a closed stream."
  if (!may_receive(state_of(parent))) return Reason::promise_unwanted;
  if (own_settings_.latest().pushes == 0) return Reason::promise_withdrawn;
  // Beyond the RFC: 8.4.2 says of SETTINGS_MAX_CONCURRENT_STREAMS that it "does not prevent the server from reserving
  // streams using PUSH_PROMISE frames".
  const std::size_t limit = options_.limits.promises;
  const bool too_many = promised_streams_ >= limit || streams_.pushes().live() >= limit + own_settings_.most_pushes();
  return too_many ? std::optional(Reason::promise_limit) : std::nullopt;
}

void Connection::accept_promise(const FieldBlock& block, Pool<http::RequestHead>::Lease lease,
                                std::size_t field_octets) {
  Stream& stream = streams_.open(block.promised, 0, own_settings_.acknowledged().initial_window, now_);
  guard_.stream_opened();
  ++promised_streams_;
  last_processed_ = block.promised;
  stream.state = transition(StreamState::idle, StreamInput::receive_promise).next;
  stream.outgoing = Outgoing::ended;
  const http::RequestHead& head = *(stream.request = lease.release());
  stream.is_head_request = head.method == http::Method::head;
  stream.field_octets = field_octets;
  stream.traffic.received = block.wire_octets;
  emit(PushPromised{block.promised, block.stream, &head});
}

// RFC 9113 6.6: "Recipients of PUSH_PROMISE frames can choose to reject promised streams by returning a RST_STREAM
// referencing the promised stream identifier back to the sender of the PUSH_PROMISE."
void Connection::decline(frame::StreamId promised, Reason reason) {
  const http::Close close = close_of(reason);
  streams_.remember(promised, StreamState::closed_by_our_reset, now_);
  send_reset(promised, nullptr, static_cast<ErrorCode>(close.code));
  emit(Rejected{promised, 0, close});
  charge(guard_.reset_queued());
}

}  // namespace weft::h2
