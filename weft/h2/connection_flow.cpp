// RFC 9113 5.2, 6.1 and 6.9: DATA that comes in, credit both ways, and the application's calls about both.
#include <algorithm>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

void Connection::on(const frame::DataStart& start) {
  guard_.data_received();
  // RFC 9113 6.9: "A receiver that receives a flow-controlled frame MUST always account for its contribution against
  // the connection flow-control window, unless the receiver treats this as a connection error".
  if (!flow_.take(start.header.length)) return fail(Reason::connection_window_exceeded);
  const bool is_accepted = accept_data(start);
  if (closed()) return;
  intake_.accept_data(is_accepted);
  // Credit for octets that nobody will consume goes back at once: padding, and data that is not wanted.
  flow_.give_back(is_accepted ? start.header.length - start.data_length : start.header.length, writer_, clock_.now());
}

// Whether the octets of this frame go to its stream.
bool Connection::accept_data(const frame::DataStart& start) {
  const frame::StreamId id = start.header.stream;
  if (ending_.is_beyond(id)) {
    charge_glitch();
    return false;
  }
  const Outcome& outcome = transition(streams_.state_of(id, clock_.now()), StreamInput::receive_data);
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
  if (!stream.incoming.window.take(start.header.length)) return refuse(Reason::stream_window_exceeded);
  // RFC 9113 8.1: a response begins with HEADERS.
  if (stream.incoming.next == Part::head) return refuse(Reason::data_before_headers);
  if (stream.no_content && start.data_length != 0) return refuse(Reason::content_not_allowed);
  const bool is_last = start.header.has(frame::flag::end_stream);
  // RFC 9113 8.1.1: "A request or response is also malformed if the value of a content-length header field does not
  // equal the sum of the DATA frame payload lengths that form the content". The header of the last frame shows the sum
  // before its payload comes.
  const bool is_right = stream.incoming.expected.receive(start.data_length) == http::BodyLength::Check::ok &&
                        (!is_last || stream.incoming.expected.finish() == http::BodyLength::Check::ok);
  if (!is_right) return refuse(Reason::content_length_differs);
  // Beyond the RFC: tiny frames cost more than they carry.
  if (!is_last) {
    const std::uint32_t cost = Guard::data_cost(start.data_length);
    if (!charge(guard_.data(cost))) return false;
    if (start.data_length != 0) stream.incoming.overhead += cost;
  }
  stream.incoming.window.give_back(start.header.length - start.data_length);
  if (!start.header.has(frame::flag::end_stream)) flow_.offer(stream, Credit::when_due, writer_, clock_.now());
  return true;
}

void Connection::on(const frame::DataPiece& piece) {
  Stream* stream = streams_.find(piece.stream);
  // The application may have given the stream up between two pieces.
  if (stream == nullptr || !may_receive(stream->state)) {
    return flow_.give_back(piece.octets.size(), writer_, clock_.now());
  }
  if (piece.octets.empty() && !piece.end_stream) return;
  stream->incoming.held += static_cast<std::uint32_t>(piece.octets.size());
  stream->incoming.octets += piece.octets.size();
  if (stream->incoming.window.octets() <= 0) pace_.arm(clock_.now());
  if (stream->incoming.is_paused()) flow_.take_paused(piece.octets.size(), writer_, clock_.now());
  events_.add(DataReceived{piece.stream, piece.octets, piece.end_stream ? http::End::yes : http::End::no});
  if (piece.end_stream) end_of_input(*stream);
}

void Connection::end_of_input(Stream& stream) {
  stream.incoming.next = Part::ended;
  stream.state = transition(stream.state, StreamInput::receive_end).next;
  if (is_closed(stream.state)) return complete(stream);
  if (stream.outgoing.next == Part::head) stream.ledger.wait_for(http::Wait::application, clock_);
}

// RFC 9113 6.9.1: "The receiver of a frame sends a WINDOW_UPDATE frame as it consumes data and frees up space in
// flow-control windows."
void Connection::consume(MessageId message, std::size_t octets) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  const auto consumed = static_cast<std::uint32_t>(std::min<std::size_t>(octets, stream->incoming.held));
  guard_.data_consumed(stream->incoming.take_overhead(consumed));
  flow_.give_back_held(*stream, consumed, writer_, clock_.now());
  stream->incoming.window.give_back(consumed);
  flow_.offer(*stream, Credit::when_due, writer_, clock_.now());
}

void Connection::pause(MessageId message, PauseBy by) {
  if (Stream* stream = streams_.find(message)) flow_.pause(*stream, by, writer_, clock_.now());
}

void Connection::resume(MessageId message, PauseBy by) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr || !flow_.resume(*stream, by)) return;
  pace_.watch_resumed(*stream, clock_.now());
  // The application may have chosen a window while the message was paused.
  const Credit credit = stream->incoming.window.is_chosen() ? Credit::at_once : Credit::when_due;
  flow_.offer(*stream, credit, writer_, clock_.now());
}

void Connection::set_window(MessageId message, std::uint32_t octets) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  stream->incoming.window.set_target(octets);
  flow_.offer(*stream, Credit::at_once, writer_, clock_.now());
}

void Connection::set_connection_window(std::uint32_t octets) {
  flow_.set_window(octets, writer_, clock_.now());
}

void Connection::on_path_estimate(Duration round_trip, std::uint64_t octets_per_second) {
  const std::uint32_t wanted = window_for(round_trip, octets_per_second);
  bool grows = false;
  streams_.for_each([&](Stream& stream) { grows = flow_.fit(stream, wanted, writer_, clock_.now()) || grows; });
  if (grows) flow_.fit(wanted, writer_, clock_.now());
}

void Connection::limit_sending(MessageId message, RateLimits::Buckets buckets) {
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return;
  stream->outgoing.limits.set(buckets);
  stream->outgoing.waits_for_rate = false;
  priorities_.update(*stream, clock_);
}

void Connection::limit_sending(RateLimits::Buckets buckets) {
  flow_.limit_sending(buckets);
}

void Connection::limit_receiving(MessageId message, RateLimits::Buckets buckets) {
  if (Stream* stream = streams_.find(message)) flow_.limit_receiving(*stream, buckets, writer_, clock_.now());
}

void Connection::limit_receiving(RateLimits::Buckets buckets) {
  flow_.limit_receiving(buckets, writer_, clock_.now());
}

// A stream that still has to wait finds out when it tries.
void Connection::go_on_at_rate() {
  flow_.forget_rate_deadline();
  flow_.offer_what_waits(writer_, clock_.now());
  streams_.for_each([this](Stream& stream) {
    if (stream.incoming.waits_for_rate) flow_.offer(stream, Credit::when_due, writer_, clock_.now());
    if (!stream.outgoing.waits_for_rate) return;
    stream.outgoing.waits_for_rate = false;
    priorities_.update(stream, clock_);
  });
}

void Connection::on(const frame::WindowUpdate& frame) {
  if (!charge(guard_.window_update())) return;
  if (frame.stream == frame::connection_stream) {
    // RFC 9113 6.9.1: "for the connection, a GOAWAY frame with an error code of FLOW_CONTROL_ERROR is sent."
    if (!flow_.widen(frame.increment)) fail(Reason::connection_window_overflow);
    return;
  }
  if (ending_.is_beyond(frame.stream)) return;
  const Outcome& outcome =
      transition(streams_.state_of(frame.stream, clock_.now()), StreamInput::receive_window_update);
  if (outcome.verdict == Verdict::connection_error) return fail(outcome.reason);
  if (outcome.verdict != Verdict::ok) return;
  Stream& stream = *streams_.find(frame.stream);
  // RFC 9113 6.9.1: "For streams, the sender sends a RST_STREAM with an error code of FLOW_CONTROL_ERROR".
  if (!stream.outgoing.window.give(frame.increment)) return stream_error(frame.stream, Reason::stream_window_overflow);
  priorities_.update(stream, clock_);
}

}  // namespace weft::h2
