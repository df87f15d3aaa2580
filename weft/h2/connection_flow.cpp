// RFC 9113 5.2, 6.1 and 6.9: DATA that comes in, and credit both ways.
#include <algorithm>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

void Connection::on(const frame::DataStart& start) {
  guard_.data_received();
  // RFC 9113 6.9: "A receiver that receives a flow-controlled frame MUST always account for its contribution against
  // the connection flow-control window, unless the receiver treats this as a connection error".
  if (!receive_window_.take(start.header.length)) return fail(Reason::connection_window_exceeded);
  const bool is_accepted = accept_data(start);
  intake_.accept_data(is_accepted);
  if (closed()) return;
  // What nobody will consume goes back at once: padding, and data that is not wanted.
  credit_connection(is_accepted ? start.header.length - start.data_length : start.header.length);
}

// Whether the octets of this frame go to its stream.
bool Connection::accept_data(const frame::DataStart& start) {
  const frame::StreamId id = start.header.stream;
  if (ending_.is_beyond(id)) {
    charge_glitch();
    return false;
  }
  const Outcome& outcome = transition(streams_.state_of(id, now_), StreamInput::receive_data);
  if (outcome.verdict == Verdict::connection_error) fail(outcome.reason);
  if (outcome.verdict == Verdict::stream_error) stream_error(id, outcome.reason);
  if (outcome.verdict != Verdict::ok) return false;

  Stream& stream = *streams_.find(id);
  const auto refuse = [this, id](Reason reason) {
    stream_error(id, reason);
    return false;
  };
  stream.traffic.received += frame::header_size + start.header.length;
  // RFC 9113 6.9.1: "The sender MUST NOT send a flow-controlled frame with a length that exceeds the space available in
  // either of the flow-control windows advertised by the receiver."
  if (!stream.receive_window.take(start.header.length)) return refuse(Reason::stream_window_exceeded);
  // RFC 9113 8.1: a response begins with HEADERS.
  if (stream.incoming == Incoming::head) return refuse(Reason::data_before_headers);
  if (stream.no_content && start.data_length != 0) return refuse(Reason::content_not_allowed);
  const bool is_last = start.header.has(frame::flag::end_stream);
  // RFC 9113 8.1.1: "A request or response is also malformed if the value of a content-length header field does not
  // equal the sum of the DATA frame payload lengths that form the content". The header of the last frame tells.
  const bool is_right = stream.expected.receive(start.data_length) == http::BodyLength::Check::ok &&
                        (!is_last || stream.expected.finish() == http::BodyLength::Check::ok);
  if (!is_right) return refuse(Reason::content_length_differs);
  // Beyond the RFC: tiny frames cost more than they carry.
  if (!is_last) {
    const std::uint32_t cost = Guard::data_cost(start.data_length);
    if (!charge(guard_.data(cost))) return false;
    if (start.data_length != 0) stream.overhead += cost;
  }
  stream.receive_window.give_back(start.header.length - start.data_length);
  if (!start.header.has(frame::flag::end_stream)) offer_credit(stream, Credit::when_due);
  return true;
}

void Connection::on(const frame::DataPiece& piece) {
  Stream* stream = streams_.find(piece.stream);
  // The application may have given the stream up between two pieces.
  if (stream == nullptr || !may_receive(stream->state)) return credit_connection(piece.octets.size());
  if (piece.octets.empty() && !piece.end_stream) return;
  stream->held += static_cast<std::uint32_t>(piece.octets.size());
  stream->data_received += piece.octets.size();
  if (stream->receive_window.octets() <= 0) arm_scan();
  if (stream->paused()) {
    count_paused(static_cast<std::int64_t>(piece.octets.size()));
    offer_connection_credit(Credit::when_due);
  }
  emit(DataReceived{piece.stream, piece.octets, piece.end_stream ? http::End::yes : http::End::no});
  if (piece.end_stream) end_of_input(*stream);
}

void Connection::end_of_input(Stream& stream) {
  stream.incoming = Incoming::ended;
  stream.state = transition(stream.state, StreamInput::receive_end).next;
  if (is_closed(stream.state)) return complete(stream);
  if (stream.outgoing == Outgoing::head) stream.ledger.wait_for(http::Wait::application, ledger_clock_);
}

// RFC 9113 6.9.1: "The receiver of a frame sends a WINDOW_UPDATE frame as it consumes data and frees up space in
// flow-control windows."
void Connection::consume(MessageId message, std::size_t octets) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  const auto consumed = static_cast<std::uint32_t>(std::min<std::size_t>(octets, stream->held));
  give_back_held(*stream, consumed);
  stream->receive_window.give_back(consumed);
  offer_credit(*stream, Credit::when_due);
}

void Connection::give_back_held(Stream& stream, std::uint32_t octets) {
  if (octets == 0) return;
  if (stream.overhead != 0) {
    const auto cost = static_cast<std::uint32_t>(std::uint64_t{stream.overhead} * octets / stream.held);
    guard_.data_consumed(cost);
    stream.overhead -= cost;
  }
  stream.held -= octets;
  if (stream.paused()) count_paused(-std::int64_t{octets});
  credit_connection(octets);
}

void Connection::credit_connection(std::size_t octets) {
  receive_window_.give_back(static_cast<std::uint32_t>(octets));
  offer_connection_credit(Credit::when_due);
}

void Connection::offer_connection_credit(Credit credit) {
  credit_waits_ = false;
  if (closed() || !receive_window_.is_due(credit)) return;
  const std::uint32_t owed = receive_window_.owed();
  // Beyond the RFC: who does not read what we say gets nothing more to say it with. produce() offers again.
  const bool is_heard = writer_.size() <= options_.limits.buffered_output;
  const std::uint32_t increment = is_heard ? ration(receive_limits_, owed) : 0;
  credit_waits_ = increment < owed;
  if (increment == 0) return;
  receive_window_.announce(increment);
  writer_.write(frame::WindowUpdate{frame::connection_stream, increment});
}

// RFC 9113 5.1: "In this state, an endpoint is no longer obligated to maintain a receiver flow-control window." But of
// a promise: "An endpoint MUST NOT send any type of frame other than RST_STREAM, WINDOW_UPDATE, or PRIORITY in this
// state."
void Connection::offer_credit(Stream& stream, Credit credit) {
  stream.credit_waits = false;
  const bool may_come = may_receive(stream.state) || stream.state == StreamState::reserved_remote;
  if (!may_come || stream.paused() || !stream.receive_window.is_due(credit)) return;
  const std::uint32_t owed = stream.receive_window.owed();
  const std::uint32_t increment = ration(stream.receive_limits, owed);
  stream.credit_waits = increment < owed;
  if (increment == 0) return;
  stream.receive_window.announce(increment);
  // RFC 9113 5.1: "Receiving any frame other than HEADERS or PRIORITY on a stream in this state MUST be treated as a
  // connection error": a request's may still be waiting.
  writer_.write(frame::WindowUpdate{stream.id, increment}, &stream);
}

void Connection::on(const frame::WindowUpdate& frame) {
  if (!charge(guard_.window_update())) return;
  if (frame.stream == frame::connection_stream) {
    // RFC 9113 6.9.1: "for the connection, a GOAWAY frame with an error code of FLOW_CONTROL_ERROR is sent."
    if (!send_window_.give(frame.increment)) fail(Reason::connection_window_overflow);
    return;
  }
  if (ending_.is_beyond(frame.stream)) return;
  const Outcome& outcome = transition(streams_.state_of(frame.stream, now_), StreamInput::receive_window_update);
  if (outcome.verdict == Verdict::connection_error) return fail(outcome.reason);
  if (outcome.verdict != Verdict::ok) return;
  Stream& stream = *streams_.find(frame.stream);
  // RFC 9113 6.9.1: "For streams, the sender sends a RST_STREAM with an error code of FLOW_CONTROL_ERROR".
  if (!stream.send_window.give(frame.increment)) return stream_error(frame.stream, Reason::stream_window_overflow);
  update_schedule(stream);
}

}  // namespace weft::h2
