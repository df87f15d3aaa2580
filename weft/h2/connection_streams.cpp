// The life of streams: their state, and the ways in which they end.
#include <weft/h2/connection.hpp>

namespace weft::h2 {

namespace {

// A reset is premature when the peer makes us begin work and does not let us end it. A client that declines a push has
// not asked for the work; a server that resets its own push has made us begin.
bool is_premature_reset(Role role, const Stream& stream) {
  const bool is_request = frame::is_client_initiated(stream.id);
  return role == Role::server ? is_request && stream.outgoing.next != Part::ended
                              : !is_request && stream.incoming.next != Part::ended;
}

// RFC 9113 8.1: "Clients MUST NOT discard responses as a result of receiving such a RST_STREAM".
http::Close reset_by_peer(Role role, const Stream& stream, ErrorCode code) {
  const bool is_server = role == Role::server;
  // RFC 9113 8.4.2: "the client can send a RST_STREAM frame, using either the CANCEL or REFUSED_STREAM code".
  const bool is_declined = is_server && frame::is_server_initiated(stream.id);
  if (is_declined && code == ErrorCode::cancel) return close_of(Reason::push_cancelled);
  if (is_declined && code == ErrorCode::refused_stream) return close_of(Reason::push_refused);
  if (!is_server && stream.incoming.next == Part::ended) return close_of(Reason::upload_not_needed);
  // RFC 9113 8.7: "Any request that was sent on the reset stream can be safely retried."
  if (!is_server && code == ErrorCode::refused_stream) return close_of(Reason::peer_refused);
  if (!is_server && code == ErrorCode::http_1_1_required) return close_of(Reason::http_1_1_required);
  if (!is_server && code == ErrorCode::enhance_your_calm) return close_of(Reason::enhance_your_calm);
  http::Close close = close_of(Reason::peer_reset);
  close.code = static_cast<std::uint32_t>(code);
  return close;
}

}  // namespace

void Connection::on(const frame::RstStream& frame) {
  if (ending_.is_beyond(frame.stream)) {
    charge_glitch();
    return;
  }
  const StreamState state = streams_.state_of(frame.stream, clock_.now());
  const Outcome& outcome = transition(state, StreamInput::receive_reset);
  if (outcome.verdict == Verdict::connection_error) return fail(outcome.reason);
  if (outcome.verdict == Verdict::ignore) {
    if (state != StreamState::closed_by_our_reset) charge_glitch();
    return;
  }
  Stream* stream = streams_.find(frame.stream);
  if (stream == nullptr) return streams_.remember(frame.stream, outcome.next, clock_.now());
  const bool premature = is_premature_reset(role_, *stream);
  close_stream(*stream, outcome.next, reset_by_peer(role_, *stream, frame.code));
  if (premature) charge(guard_.stream_reset(clock_.now()));
}

// RFC 9113 5.4.2: "An endpoint that detects a stream error sends a RST_STREAM frame (Section 6.4) that contains the
// stream identifier of the stream where the error occurred."
void Connection::stream_error(frame::StreamId id, Reason reason) {
  const StreamState state = streams_.state_of(id, clock_.now());
  // RFC 9113 6.4: "RST_STREAM frames MUST NOT be sent for a stream in the "idle" state."
  if (state == StreamState::idle) return fail(reason);
  // RFC 9113 5.4.2: "Normally, an endpoint SHOULD NOT send more than one RST_STREAM frame for any stream."
  if (state == StreamState::closed_by_our_reset) return;
  const http::Close close = close_of(reason);
  Stream* stream = streams_.find(id);
  send_reset(id, stream, static_cast<ErrorCode>(close.code));
  if (stream != nullptr) {
    close_stream(*stream, StreamState::closed_by_our_reset, close);
  } else {
    streams_.remember(id, StreamState::closed_by_our_reset, clock_.now());
  }
  if (charge(guard_.reset_queued())) charge(guard_.stream_reset(clock_.now()));
}

// No rule is broken, but the message cannot be completed, and must not look complete to the peer.
void Connection::cancel(Stream& stream, ErrorCode code, const http::Close& close) {
  send_reset(stream.id, &stream, code);
  close_stream(stream, StreamState::closed_by_our_reset, close);
}

void Connection::send_reset(frame::StreamId id, const Stream* stream, ErrorCode code) {
  // A frame that declines a promise counts as an answer that the peer has made us write.
  if (!is_server() && frame::is_server_initiated(id)) guard_.answer_queued(frame::RstStream::wire_size);
  writer_.write(frame::RstStream{id, code}, stream);
}

void Connection::close_stream(Stream& stream, StreamState state, const http::Close& close) {
  const bool is_news = streams_.close(stream, state, clock_.now());
  stream.outgoing.body = nullptr;
  stream.ledger.end(clock_);
  priorities_.closed(stream);
  if (!is_news) return;
  events_.add(Closed{stream.id, close});
  end_if_drained();
}

void Connection::complete(Stream& stream) {
  guard_.stream_completed();
  streams_.complete(stream);
  close_stream(stream, stream.state, close_of(Reason::complete));
}

void Connection::reset(MessageId message, ErrorCode code, OwnReason reason) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr || is_closed(stream->state)) return;
  http::Close close = close_of(Reason::user_reset);
  close.code = static_cast<std::uint32_t>(code);
  if (!reason.token().empty()) close.reason = reason.token();
  cancel(*stream, code, close);
}

void Connection::release(MessageId message) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  if (!is_closed(stream->state)) {
    // RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
    // RST_STREAM with an error code of NO_ERROR after sending a complete response".
    const bool answered = is_server() && stream->outgoing.next == Part::ended;
    cancel(*stream, answered ? ErrorCode::no_error : ErrorCode::cancel, close_of(Reason::user_reset));
  }
  guard_.data_consumed(stream->incoming.overhead);
  flow_.give_back_held(*stream, stream->incoming.held, writer_, clock_.now());
  guard_.drop_fields(stream->field_octets);
  streams_.release(*stream, clock_.now());
  durable_.last_active = clock_.now();
}

}  // namespace weft::h2
