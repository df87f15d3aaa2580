// Field blocks to messages: which message a block belongs to, and the rules of RFC 9113 8 for it.
#include <algorithm>
#include <utility>

#include <weft/h2/connection.hpp>
#include <weft/h2/forgotten.hpp>
#include <weft/h2/response_fields.hpp>

namespace weft::h2 {

namespace {

// The head of an answer that a server's engine gives by itself.
http::ResponseHead own_answer(http::Status status, const http::WallTime* wall, Time now) {
  http::ResponseHead head;
  head.status = status;
  // RFC 9110 6.6.1: "An origin server with a clock MUST generate a Date header field in all 2xx (Successful), 3xx
  // (Redirection), and 4xx (Client Error) responses"
  if (wall != nullptr) head.fields.add(http::FieldName::date, http::as_text(http::format_date(wall->at(now))));
  return head;
}

// `octets` is memory, which is more than SETTINGS_MAX_HEADER_LIST_SIZE counts: a list and an arena have room to grow.
bool hold_fields(Stream& stream, std::size_t octets, const Streams& streams, Guard& guard) {
  if (!guard.hold_fields(octets)) {
    note_unreleased(streams, guard);
    return false;
  }
  stream.field_octets += static_cast<std::uint32_t>(octets);
  return true;
}

}  // namespace

void Connection::on_field_block(const FieldBlock& block) {
  if (block.promised != 0) return on_promise(block);
  // RFC 9113 6.8: "HEADERS, PUSH_PROMISE, and CONTINUATION frames MUST be minimally processed to ensure that the state
  // maintained for field section compression is consistent".
  if (ending_.is_beyond(block.stream)) {
    if (charge(heads_.discard(block.octets, workspace_.scratch()))) charge_glitch();
    return;
  }
  const StreamState state = streams_.state_of(block.stream, clock_.now());
  if (state == StreamState::idle) return on_request(block);
  const Outcome& outcome = transition(state, StreamInput::receive_headers);
  if (outcome.verdict == Verdict::connection_error) return fail(outcome.reason);
  if (outcome.verdict != Verdict::ok) {
    if (charge(heads_.discard(block.octets, workspace_.scratch())) && outcome.verdict == Verdict::stream_error)
      stream_error(block.stream, outcome.reason);
    return;
  }
  Stream& stream = *streams_.find(block.stream);
  stream.traffic.received += block.wire_octets;
  stream.sections.received += static_cast<std::uint32_t>(block.octets.size());
  // RFC 9113 5.1.2: "An endpoint that receives a HEADERS frame that causes its advertised concurrent stream limit to be
  // exceeded MUST treat this as a stream error (Section 5.4.2) of type PROTOCOL_ERROR or REFUSED_STREAM."
  if (!streams_.begin_pushed(stream, StreamInput::receive_headers, own_settings_.most_pushed_streams())) {
    if (charge(heads_.discard(block.octets, workspace_.scratch()))) stream_error(block.stream, Reason::stream_limit);
    return;
  }
  if (stream.incoming.next == Part::head) return on_response(stream, block);
  on_trailers(stream, block);
}

void Connection::on_request(const FieldBlock& block) {
  // RFC 9113 5.1: "If this stream is initiated by the server, as described in Section 5.1.1, then receiving a HEADERS
  // frame MUST also be treated as a connection error (Section 5.4.1) of type PROTOCOL_ERROR." And a client's own stream
  // cannot be opened by the server.
  if (!is_server() || !frame::is_client_initiated(block.stream)) return fail(Reason::stream_id_not_allowed);
  // RFC 9113 5.1.2: "An endpoint that receives a HEADERS frame that causes its advertised concurrent stream limit to be
  // exceeded MUST treat this as a stream error (Section 5.4.2) of type PROTOCOL_ERROR or REFUSED_STREAM."
  // Beyond the RFC: a stream counts until its work is over, even if the peer has reset it before.
  auto head = workspace_.requests().lease();
  if (streams_.is_full(options_.limits.streams)) {
    note_unreleased(streams_, guard_);
    if (!charge(heads_.read_beginning(block, *head))) return;
    return refuse(block, Reason::stream_limit, std::move(head));
  }

  const bool is_first = streams_.requests().highest() == 0;
  const Reading reading = heads_.read_request(block, is_first, guard_, *head);
  const std::size_t field_octets = head->fields.capacity();
  if (reading.is_fatal()) {
    fail(reading.reason());
  } else if (reading.is_violation()) {
    reject(block, reading.reason(), std::move(head));
  } else if (!guard_.hold_fields(field_octets)) {
    note_unreleased(streams_, guard_);
    refuse(block, Reason::held_fields_limit, std::move(head));
    charge_glitch();
  } else {
    accept(block, std::move(head), field_octets);
  }
}

void Connection::accept(const FieldBlock& block, Head lease, std::size_t field_octets) {
  Stream& stream = streams_.open(block.stream, durable_.peer.initial_window,
                                 own_settings_.acknowledged().initial_window, clock_.now());
  guard_.stream_opened();
  ending_.accepted(block.stream);
  stream.state = transition(StreamState::idle, StreamInput::receive_headers).next;
  stream.incoming.next = Part::body;
  stream.leases.request = std::move(lease);
  const http::RequestHead& head = *stream.leases.request;
  stream.field_octets = static_cast<std::uint32_t>(field_octets);
  stream.traffic.received = block.wire_octets;
  stream.sections.received = static_cast<std::uint32_t>(block.octets.size());
  stream.is_head_request = head.method == http::Method::head;
  stream.tunnel = head.method == http::Method::connect;
  if (!stream.tunnel) stream.incoming.expected = http::BodyLength(head.content_length);

  priorities_.opened(stream, head, block.priority, streams_, clock_.now());

  events_.add(RequestReceived{block.stream, &head, block.end});
  if (block.end == http::End::yes) {
    end_of_input(stream);
  } else {
    pace_.watch_request(stream, clock_.now());
  }
}

// RFC 9113 8.7: "The REFUSED_STREAM error code can be included in a RST_STREAM frame to indicate that the stream is
// being closed prior to any processing having occurred."
void Connection::refuse(const FieldBlock& block, Reason reason, Head head) {
  streams_.remember(block.stream, StreamState::closed_by_our_reset, clock_.now());
  // No section of this stream waits, so the peer gets RST_STREAM ahead of a GOAWAY that may follow.
  writer_.write(frame::RstStream{block.stream, ErrorCode::refused_stream});
  report_rejected(block, 0, reason, std::move(head), frame::RstStream::wire_size);
  if (charge(guard_.reset_queued())) charge(guard_.stream_refused(clock_.now()));
}

void Connection::reject(const FieldBlock& block, Reason reason, Head head) {
  ending_.accepted(block.stream);
  if (const auto status = answer_to(reason)) return answer(block, *status, reason, std::move(head));
  streams_.remember(block.stream, StreamState::closed_by_our_reset, clock_.now());
  writer_.write(frame::RstStream{block.stream, static_cast<ErrorCode>(close_of(reason).code)});
  report_rejected(block, 0, reason, std::move(head), frame::RstStream::wire_size);
  if (charge(guard_.reset_queued())) charge(guard_.stream_reset(clock_.now()));
}

void Connection::answer(const FieldBlock& block, http::Status status, Reason reason, Head head) {
  const http::ResponseHead response = own_answer(status, options_.wall_time, clock_.now());
  std::size_t sent = writer_.write_section(block.stream, response, http::End::yes);
  const bool complete = block.end == http::End::yes;
  streams_.remember(block.stream, complete ? StreamState::closed_by_end : StreamState::closed_by_our_reset,
                    clock_.now());
  // RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
  // RST_STREAM with an error code of NO_ERROR after sending a complete response".
  if (!complete) {
    writer_.write_last(frame::RstStream{block.stream, ErrorCode::no_error});
    sent += frame::RstStream::wire_size;
  }
  guard_.answer_queued(sent);
  report_rejected(block, http::code(status), reason, std::move(head), sent);
  if (charge(guard_.unsent_answers())) charge_glitch();
}

void Connection::report_rejected(const FieldBlock& block, std::uint16_t status, Reason reason, Head head,
                                 std::size_t sent) {
  const Time began = std::min({block.began, intake_.partial_since(), clock_.now()});
  events_.add_rejected({block.stream, status, close_of(reason)}, std::move(head),
                       {.received = block.wire_octets, .sent = sent}, began, guard_);
}

void Connection::on_response(Stream& stream, const FieldBlock& block) {
  auto lease = workspace_.responses().lease();
  http::ResponseHead* head = lease.get();
  const auto decoded = heads_.decode(block.octets, head->fields);
  if (!decoded) return fail(decoded.error());
  const bool fits = *decoded == Decoded::whole && hold_fields(stream, head->fields.capacity(), streams_, guard_);
  const std::optional<Reason> violation =
      fits ? read_response(*head, options_.limits) : std::optional(Reason::response_fields_too_large);
  if (violation) return stream_error(block.stream, *violation);
  if (!http::is_interim(head->status)) {
    stream.leases.response = std::move(lease);
    return on_final_response(stream, *head, block.end);
  }
  // RFC 9113 8.1: "A HEADERS frame with the END_STREAM flag set that carries an informational status code is
  // malformed".
  stream.leases.interim.push_back(std::move(lease));
  if (block.end == http::End::yes) return stream_error(block.stream, Reason::interim_ends_stream);
  constexpr std::size_t most_interim = 16;
  if (stream.leases.interim.size() > most_interim) return stream_error(stream.id, Reason::interim_limit);
  events_.add(InterimReceived{stream.id, head});
}

void Connection::on_final_response(Stream& stream, http::ResponseHead& head, http::End end) {
  stream.incoming.next = Part::body;
  stream.tunnel = stream.tunnel && http::is_successful(head.status);
  // RFC 9113 8.1.1: "A response that is defined to have no content, as described in Section 6.4.1 of [HTTP], MAY have a
  // non-zero content-length header field, even though no content is included in DATA frames."
  stream.no_content = !stream.tunnel && (stream.is_head_request || http::forbids_content(head.status));
  if (!stream.tunnel && !stream.no_content) stream.incoming.expected = http::BodyLength(head.content_length);
  if (end == http::End::yes && stream.incoming.expected.finish() != http::BodyLength::Check::ok) {
    return stream_error(stream.id, Reason::content_length_differs);
  }
  events_.add(ResponseReceived{stream.id, &head, end});
  if (end == http::End::yes) end_of_input(stream);
}

void Connection::on_trailers(Stream& stream, const FieldBlock& block) {
  auto lease = workspace_.trailers().lease();
  const auto decoded = heads_.decode(block.octets, *lease);
  if (!decoded) return fail(decoded.error());
  stream.leases.trailers = std::move(lease);
  http::Fields* const trailers = stream.leases.trailers.get();
  const auto violation = [&]() -> std::optional<Reason> {
    // RFC 9113 8.5: "Frame types other than DATA or stream management frames (RST_STREAM, WINDOW_UPDATE, and PRIORITY)
    // MUST NOT be sent on a connected stream and MUST be treated as a stream error (Section 5.4.2) if received."
    if (stream.tunnel) return Reason::headers_in_tunnel;
    // RFC 9113 8.1: "An endpoint that receives a HEADERS frame without the END_STREAM flag set after receiving the
    // HEADERS frame that opens a request or after receiving a final (non-informational) status code MUST treat the
    // corresponding request or response as malformed".
    if (block.end == http::End::no) return Reason::trailers_without_end;
    if (block.depends_on_itself()) return Reason::priority_on_itself;
    const bool fits = *decoded == Decoded::whole && hold_fields(stream, trailers->capacity(), streams_, guard_);
    if (!fits) return Reason::trailers_too_large;
    const auto kind = is_server() ? MessageKind::request : MessageKind::response;
    if (const auto broken = check_trailers(*trailers, kind)) return broken;
    const bool complete = stream.no_content || stream.incoming.expected.finish() == http::BodyLength::Check::ok;
    return complete ? std::nullopt : std::optional(Reason::content_length_differs);
  }();
  if (violation) return stream_error(block.stream, *violation);
  events_.add(TrailersReceived{block.stream, trailers});
  end_of_input(stream);
}

}  // namespace weft::h2
