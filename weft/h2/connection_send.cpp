// Output: field sections in the order in which they were compressed, then DATA as the scheduler says.
#include <algorithm>

#include <weft/h2/connection.hpp>
#include <weft/h2/outgoing_fields.hpp>
#include <weft/http/content_length.hpp>

namespace weft::h2 {

namespace {

// After a frame of this size a more urgent stream can go on soon, and larger frames would not be cheaper.
constexpr std::uint32_t largest_data_frame = frame::default_max_frame_size;

// Notes the body's length that the head declares.
void note_promised_length(const auto& head, std::uint64_t& length) {
  if (head.content_length) {
    length = *head.content_length;
  } else if (const auto field = head.fields.find(http::FieldName::content_length)) {
    length = http::parse_content_length(*field).value_or(Outgoing::any_length);
  }
}

}  // namespace

void Connection::produce(Buffer& out, std::size_t budget, Time now) {
  advance(now);
  if (clock_.now() >= flow_.rate_deadline()) go_on_at_rate();
  const std::size_t start = out.size();
  writer_.take_control(out);
  guard_.output_taken();
  while (out.size() - start < budget && flow_.may_send()) {
    Stream* next = priorities_.pick();
    if (next == nullptr) break;
    produce_data(*next, out);
  }
  // Writes sections whose stream has no DATA to send now, and trailers.
  writer_.take_sections(out);
  flow_.offer_what_waits(writer_, clock_.now());
  give_up_blocked();
  writer_.take_control(out);
  guard_.octets_produced(out.size() - start);
}

bool Connection::wants_to_produce() const {
  return !writer_.empty() || (flow_.may_send() && !priorities_.empty());
}

// Writes one frame at most. The octets are written straight behind the room of the frame's header.
void Connection::produce_data(Stream& stream, Buffer& out) {
  using State = http::Pulled::State;
  const auto abort = [&](Reason reason) {
    const http::Close& close = close_of(reason);
    cancel(stream, static_cast<ErrorCode>(close.code), close);
  };
  stream.ledger.picked(clock_);
  writer_.take_sections(stream, out);
  std::uint32_t size =
      std::min({largest_data_frame, writer_.max_frame_size(), flow_.available(), stream.outgoing.window.available()});
  size = flow_.within_rates(stream, size, clock_.now());
  if (size == 0) return priorities_.update(stream, clock_);
  http::Pulled pulled = stream.outgoing.pull(out.prepare(frame::header_size + size).subspan(frame::header_size, size));
  if (pulled.state == State::failed) return abort(Reason::body_failed);
  const bool trailers_follow = pulled.state == State::end_with_trailers && !stream.outgoing.body->trailers().empty();
  const bool ended = !trailers_follow && (pulled.state == State::end || pulled.state == State::end_with_trailers);
  if (!stream.outgoing.keeps_promise(pulled.size, ended || trailers_follow)) return abort(Reason::body_length_differs);
  // RFC 9113 8.5: "Frame types other than DATA or stream management frames (RST_STREAM, WINDOW_UPDATE, and PRIORITY)
  // MUST NOT be sent on a connected stream".
  if (trailers_follow && (stream.tunnel || !is_sendable(stream.outgoing.body->trailers()))) {
    return abort(Reason::trailers_not_valid);
  }

  if (pulled.size != 0 || ended) write_data(stream, out, pulled.size, ended ? http::End::yes : http::End::no);
  if (trailers_follow) send_section(stream, stream.outgoing.body->trailers(), http::End::yes);
  if (ended || trailers_follow) return end_of_output(stream);
  stream.outgoing.is_ready = pulled.state == State::more && pulled.size != 0;
  priorities_.update(stream, clock_);
}

template <class Section>
void Connection::send_section(Stream& stream, const Section& section, http::End end) {
  writer_.write_section(stream, section, end);
  if (options_.count_sections) stream.sections.sent_plain += static_cast<std::uint32_t>(section_size(section));
}

void Connection::write_data(Stream& stream, Buffer& out, std::size_t size, http::End end) {
  const auto length = static_cast<std::uint32_t>(size);
  FrameWriter::write_data(stream.id, length, end, out);
  flow_.sent(stream, length, clock_.now());
  stream.traffic.sent += frame::header_size + size;
  pace_.sent(size);
  stream.outgoing.octets += size;
  guard_.data_sent();
  clock_.sent();
  if (const auto others = priorities_.sent(stream, size)) guard_.switched(*others);
}

void Connection::end_of_output(Stream& stream) {
  stream.outgoing.next = Part::ended;
  stream.outgoing.body = nullptr;
  stream.ledger.end(clock_);
  priorities_.remove(stream);
  stream.state = transition(stream.state, StreamInput::send_end).next;
  if (is_closed(stream.state)) return complete(stream);
  // The time of a request's rest begins anew when the response has ended.
  if (is_server()) pace_.watch_request(stream, clock_.now());
}

Result<void, Misuse> Connection::respond(MessageId message, const http::ResponseHead& head, http::BodySource* body,
                                         Time now) {
  advance(now);
  if (!is_server()) return weft::fail(Misuse::wrong_role);
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return weft::fail(Misuse::unknown_message);
  if (stream->outgoing.next != Part::head) return weft::fail(Misuse::already_responded);
  if (http::is_interim(head.status) || !is_sendable(head)) return weft::fail(Misuse::head_not_valid);
  // The peer has closed the stream first: Closed reports that, and the call is no misuse.
  if (is_closed(stream->state)) return {};
  if (!streams_.begin_pushed(*stream, StreamInput::send_headers, durable_.peer.max_streams)) {
    stream->ledger.wait_for(http::Wait::pool, clock_);
    return weft::fail(Misuse::stream_limit);
  }
  // RFC 9110 9.3.6: "Any 2xx (Successful) response indicates that the sender (and all inbound proxies) will switch to
  // tunnel mode".
  stream->tunnel = stream->tunnel && http::is_successful(head.status);

  const bool has_content = body != nullptr && !stream->is_head_request && !http::forbids_content(head.status);
  send_section(*stream, head, has_content ? http::End::no : http::End::yes);
  if (!has_content) {
    end_of_output(*stream);
    return {};
  }
  stream->outgoing.next = Part::body;
  note_promised_length(head, stream->outgoing.unsent);
  if (const auto priority = head.fields.find(http::FieldName::priority)) {
    priorities_.set_server_priority(*stream, http::parse_priority_field(*priority).value_or(http::PriorityField()));
  }
  start_body(*stream, *body);
  return {};
}

Result<void, Misuse> Connection::respond_interim(MessageId message, const http::ResponseHead& head) {
  if (!is_server()) return weft::fail(Misuse::wrong_role);
  Stream* stream = streams_.find(message);
  if (stream == nullptr) return weft::fail(Misuse::unknown_message);
  if (stream->outgoing.next != Part::head) return weft::fail(Misuse::already_responded);
  if (!http::is_interim(head.status) || !is_sendable(head)) return weft::fail(Misuse::head_not_valid);
  if (is_closed(stream->state)) return {};
  if (!streams_.begin_pushed(*stream, StreamInput::send_headers, durable_.peer.max_streams))
    return weft::fail(Misuse::stream_limit);
  send_section(*stream, head, http::End::no);
  return {};
}

// RFC 9113 5.1.2: "Endpoints MUST NOT exceed the limit set by their peer." RFC 9113 6.8: "Receivers of a GOAWAY frame
// MUST NOT open additional streams on the connection".
std::size_t Connection::room() const {
  if (!ending_.allows_new_streams() || !streams_.has_next_id()) return 0;
  const std::size_t open = streams_.open_requests();
  return durable_.peer.max_streams - std::min<std::size_t>(open, durable_.peer.max_streams);
}

Result<MessageId, Misuse> Connection::open(const http::RequestHead& head, http::BodySource* body, Time now,
                                           const std::optional<Dependency>& dependency) {
  advance(now);
  if (is_server()) return weft::fail(Misuse::wrong_role);
  if (dependency && !options_.dependencies) return weft::fail(Misuse::no_dependencies);
  if (dependency && !Priorities::is_valid(streams_.next_id(), *dependency)) {
    return weft::fail(Misuse::priority_not_valid);
  }
  if (room() == 0) return weft::fail(ending_.allows_new_streams() ? Misuse::stream_limit : Misuse::connection_closing);
  if (!is_sendable(head) || (!head.protocol.empty() && !durable_.peer.connect_protocol)) {
    return weft::fail(Misuse::head_not_valid);
  }

  Stream& stream =
      streams_.open_next(durable_.peer.initial_window, own_settings_.acknowledged().initial_window, clock_.now());
  guard_.stream_opened();
  stream.state = transition(StreamState::idle, StreamInput::send_headers).next;
  stream.is_head_request = head.method == http::Method::head;
  stream.tunnel = head.method == http::Method::connect;
  // Uploads share the connection unless the caller says something else.
  stream.client_priority.incremental = true;
  const auto to_send = dependency ? std::optional(to_wire(*dependency)) : std::nullopt;
  priorities_.opened(stream, head, to_send, streams_, clock_.now());
  writer_.write_section(stream, head, body == nullptr ? http::End::yes : http::End::no,
                        durable_.peer.takes_dependencies() ? to_send : std::nullopt);
  if (options_.request_window > stream.incoming.window.target()) {
    stream.incoming.window.grow(options_.request_window);
    flow_.offer(stream, Credit::at_once, writer_, clock_.now());
  }
  if (body == nullptr) {
    end_of_output(stream);
  } else {
    note_promised_length(head, stream.outgoing.unsent);
    start_body(stream, *body);
  }
  return stream.id;
}

void Connection::start_body(Stream& stream, http::BodySource& body) {
  stream.outgoing.next = Part::body;
  stream.outgoing.body = &body;
  stream.outgoing.is_ready = true;
  priorities_.update(stream, clock_);
  pace_.watch_response(stream, clock_.now());
}

void Connection::ready(MessageId message, Time now) {
  advance(now);
  Stream* stream = streams_.find(message);
  if (stream == nullptr || stream->outgoing.body == nullptr || stream->outgoing.is_ready) return;
  stream->outgoing.is_ready = true;
  priorities_.update(*stream, clock_);
  pace_.watch_response(*stream, clock_.now());
}

}  // namespace weft::h2
