#include "model.hpp"

#include <algorithm>
#include <utility>

namespace weft::model {

namespace {

constexpr std::int64_t largest_window = 0x7fff'ffff;

Verdict connection_error(ErrorCode code) {
  return {Verdict::Kind::connection_error, code};
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
  if (verdict.kind == Verdict::Kind::nothing) return out << "nothing";
  return out << (verdict.kind == Verdict::Kind::stream_error ? "stream error " : "connection error ")
             << frame::to_string(verdict.code);
}

// RFC 9113 5.1.1: "The first use of a new stream identifier implicitly closes all streams in the "idle" state that
// might have been initiated by that peer with a lower-valued stream identifier." Those of a server have even numbers.
bool Model::is_idle(StreamId id) const {
  return id > (id % 2 == 0 ? highest_promised_ : highest_);
}

bool Model::is_closed(const Stream& stream) const {
  return stream.reset_received || stream.reset_sent || (stream.end_received && stream.end_sent);
}

// RFC 9113 5.1.2: "Streams that are in the "open" state or in either of the "half-closed" states count toward the
// maximum number of streams that an endpoint is permitted to open."
std::uint32_t Model::active_streams() const {
  return static_cast<std::uint32_t>(
      std::count_if(used_.begin(), used_.end(), [this](const auto& entry) { return is_active(entry.second); }));
}

Verdict Model::stream_error(StreamId id, ErrorCode code) {
  // RFC 9113 6.4: "RST_STREAM frames MUST NOT be sent for a stream in the "idle" state." What remains is the
  // connection.
  if (is_idle(id)) return connection_error(code);
  // RFC 9113 5.4.2: "Normally, an endpoint SHOULD NOT send more than one RST_STREAM frame for any stream." Nothing is
  // remembered of a stream that was skipped.
  const auto found = used_.find(id);
  if (found != used_.end() && std::exchange(found->second.reset_sent, true)) return {};
  return {Verdict::Kind::stream_error, code};
}

// HEADERS or DATA after which the peer may not send these any more.
Verdict Model::late(StreamId id, Stream& stream) {
  // RFC 9113 5.1: "An endpoint that sends a RST_STREAM frame on a stream that is in the "open" or "half-closed (local)"
  // state could receive any type of frame. […] An endpoint MUST minimally process and then discard any frames it
  // receives in this state."
  if (stream.reset_sent) return {};
  // RFC 9113 5.1, closed: "An endpoint MAY treat receipt of any other type of frame on a closed stream as a connection
  // error (Section 5.4.1) of type STREAM_CLOSED, except as noted below." This endpoint treats any other frame so after
  // END_STREAM.
  if (is_closed(stream) && !stream.reset_received) return connection_error(ErrorCode::stream_closed);
  // RFC 9113 5.1, half-closed (remote): "it MUST respond with a stream error (Section 5.4.2) of type STREAM_CLOSED."
  return stream_error(id, ErrorCode::stream_closed);
}

Verdict Model::receives_headers(StreamId id, Section section, End end) {
  // RFC 9113 6.2: "If a HEADERS frame is received whose Stream Identifier field is 0x00, the recipient MUST respond
  // with a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (id == 0) return connection_error(ErrorCode::protocol_error);
  if (is_idle(id)) return opens_by_peer(id, end);
  const auto found = used_.find(id);
  // RFC 9113 5.1.1: "An endpoint that receives an unexpected stream identifier MUST respond with a connection error
  // (Section 5.4.1) of type PROTOCOL_ERROR."
  if (found == used_.end()) return connection_error(ErrorCode::protocol_error);
  Stream& stream = found->second;
  if (is_closed(stream) || stream.end_received) return late(id, stream);
  return receives_section(id, stream, section, end);
}

Verdict Model::opens_by_peer(StreamId id, End end) {
  // RFC 9113 5.1.1: "Streams initiated by a client MUST use odd-numbered stream identifiers". A server opens none
  // without a promise.
  if (role_ == Role::client || id % 2 == 0) return connection_error(ErrorCode::protocol_error);
  const bool too_many = active_streams() >= max_concurrent_;
  highest_ = id;
  Stream& stream = used_[id];
  stream.send_window = initial_window_;
  stream.head_received = true;
  // RFC 9113 5.1.2: "An endpoint that receives a HEADERS frame that causes its advertised concurrent stream limit to be
  // exceeded MUST treat this as a stream error (Section 5.4.2) of type PROTOCOL_ERROR or REFUSED_STREAM."
  if (too_many) return stream_error(id, ErrorCode::refused_stream);
  stream.end_received = end == End::yes;
  return {};
}

Verdict Model::receives_section(StreamId id, Stream& stream, Section section, End end) {
  const bool is_head = !stream.head_received;
  // RFC 9113 5.1, reserved (remote): "Receiving a HEADERS frame causes the stream to transition to "half-closed
  // (local)"."
  stream.reserved = false;
  // RFC 9113 8.1: "A HEADERS frame with the END_STREAM flag set that carries an informational status code is
  // malformed".
  if (is_head && section == Section::interim) {
    return end == End::yes ? stream_error(id, ErrorCode::protocol_error) : Verdict();
  }
  // RFC 9113 8.1: "An endpoint that receives a HEADERS frame without the END_STREAM flag set after receiving the
  // HEADERS frame that opens a request or after receiving a final (non-informational) status code MUST treat the
  // corresponding request or response as malformed".
  if (!is_head && end == End::no) return stream_error(id, ErrorCode::protocol_error);
  // RFC 9113 8.1: "Trailers MUST NOT include pseudo-header fields"; and RFC 9113 8.3.2: every response has :status.
  if (section != (is_head ? Section::head : Section::trailers)) return stream_error(id, ErrorCode::protocol_error);
  stream.head_received = true;
  stream.end_received = end == End::yes;
  return {};
}

Verdict Model::receives_data(StreamId id, std::uint32_t length, End end) {
  // RFC 9113 6.1: "If a DATA frame is received whose Stream Identifier field is 0x00, the recipient MUST respond with a
  // connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (id == 0) return connection_error(ErrorCode::protocol_error);
  // RFC 9113 6.9: "A receiver that receives a flow-controlled frame MUST always account for its contribution against
  // the connection flow-control window".
  receive_window_ -= length;
  if (receive_window_ < 0) return connection_error(ErrorCode::flow_control_error);
  // RFC 9113 5.1, idle: "Receiving any frame other than HEADERS or PRIORITY on a stream in this state MUST be treated
  // as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (is_idle(id)) return connection_error(ErrorCode::protocol_error);
  // RFC 9113 6.1: "If a DATA frame is received whose stream is not in the "open" or "half-closed (local)" state, the
  // recipient MUST respond with a stream error (Section 5.4.2) of type STREAM_CLOSED."
  const auto found = used_.find(id);
  if (found == used_.end()) return stream_error(id, ErrorCode::stream_closed);
  Stream& stream = found->second;
  if (is_closed(stream) || stream.end_received) return late(id, stream);
  if (stream.reserved) return connection_error(ErrorCode::protocol_error);
  // RFC 9113 6.9.1: "The sender MUST NOT send a flow-controlled frame with a length that exceeds the space available in
  // either of the flow-control windows advertised by the receiver."
  stream.receive_window -= length;
  if (stream.receive_window < 0) return stream_error(id, ErrorCode::flow_control_error);
  // RFC 9113 8.1: a message begins with its header section.
  if (!stream.head_received) return stream_error(id, ErrorCode::protocol_error);
  stream.end_received = end == End::yes;
  return {};
}

Verdict Model::receives_reset(StreamId id) {
  // RFC 9113 6.4: "RST_STREAM frames MUST be associated with a stream." And of idle ones: "the recipient MUST treat
  // this as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (id == 0 || is_idle(id)) return connection_error(ErrorCode::protocol_error);
  // RFC 9113 5.4.2: "To avoid looping, an endpoint MUST NOT send a RST_STREAM in response to a RST_STREAM frame."
  // RFC 9113 5.1.1: "an endpoint may skip a stream identifier, with the effect being that the skipped stream is
  // immediately closed." The state of such a stream stays the same.
  if (const auto found = used_.find(id); found != used_.end()) found->second.reset_received = true;
  return {};
}

Verdict Model::receives_window_update(StreamId id, std::uint32_t increment) {
  // RFC 9113 6.9: "A receiver MUST treat the receipt of a WINDOW_UPDATE frame with a flow-control window increment of 0
  // as a stream error (Section 5.4.2) of type PROTOCOL_ERROR; errors on the connection flow-control window MUST be
  // treated as a connection error (Section 5.4.1)."
  if (id == 0 && increment == 0) return connection_error(ErrorCode::protocol_error);
  if (id == 0) {
    send_window_ += increment;
    return send_window_ > largest_window ? connection_error(ErrorCode::flow_control_error) : Verdict();
  }
  if (is_idle(id)) return connection_error(ErrorCode::protocol_error);
  if (increment == 0) return stream_error(id, ErrorCode::protocol_error);
  // RFC 9113 6.9: "WINDOW_UPDATE can be sent by a peer that has sent a frame with the END_STREAM flag set. This means
  // that a receiver could receive a WINDOW_UPDATE frame on a stream in a "half-closed (remote)" or "closed" state. A
  // receiver MUST NOT treat this as an error".
  const auto found = used_.find(id);
  if (found == used_.end() || is_closed(found->second)) return {};
  // RFC 9113 5.1, reserved (remote): "Receiving any type of frame other than HEADERS, RST_STREAM, or PRIORITY on a
  // stream in this state MUST be treated as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (found->second.reserved) return connection_error(ErrorCode::protocol_error);
  if (found->second.end_sent) return {};
  // RFC 9113 6.9.1: "A sender MUST NOT allow a flow-control window to exceed 2^31-1 octets. If a sender receives a
  // WINDOW_UPDATE that causes a flow-control window to exceed this maximum, it MUST terminate either the stream or the
  // connection, as appropriate."
  found->second.send_window += increment;
  if (found->second.send_window > largest_window) return stream_error(id, ErrorCode::flow_control_error);
  return {};
}

// RFC 9113 6.9.2: "When the value of SETTINGS_INITIAL_WINDOW_SIZE changes, a receiver MUST adjust the size of all
// stream flow-control windows that it maintains by the difference between the new value and the old value."
Verdict Model::receives_initial_window(std::uint32_t octets) {
  const std::int64_t difference = std::int64_t{octets} - initial_window_;
  initial_window_ = octets;
  bool fits = true;
  for (auto& [id, stream] : used_) {
    if (is_closed(stream) || stream.end_sent) continue;
    stream.send_window += difference;
    fits = fits && stream.send_window <= largest_window;
  }
  return fits ? Verdict() : connection_error(ErrorCode::flow_control_error);
}

Verdict Model::receives_priority(StreamId id, StreamId depends_on) {
  if (id == 0) return connection_error(ErrorCode::protocol_error);
  // RFC 7540 5.3.1: "A stream cannot depend on itself. An endpoint MUST treat this as a stream error (Section 5.4.2) of
  // type PROTOCOL_ERROR."
  if (id == depends_on) return stream_error(id, ErrorCode::protocol_error);
  return {};
}

Verdict Model::receives_push_promise(StreamId id, StreamId promised) {
  // RFC 9113 8.4: "A client cannot push." A client may also have refused push by SETTINGS.
  if (role_ == Role::server || !pushes_) return connection_error(ErrorCode::protocol_error);
  // RFC 9113 6.6: "A receiver MUST treat the receipt of a PUSH_PROMISE on a stream that is neither "open" nor
  // "half-closed (local)" as a connection error (Section 5.4.1) of type PROTOCOL_ERROR. However, an endpoint that has
  // sent RST_STREAM on the associated stream MUST handle PUSH_PROMISE frames that might have been created before".
  const auto found = used_.find(id);
  if (id % 2 == 0 || found == used_.end()) return connection_error(ErrorCode::protocol_error);
  const Stream& parent = found->second;
  const bool open = !is_closed(parent) && !parent.end_received;
  if (!open && !parent.reset_sent) return connection_error(ErrorCode::protocol_error);
  // RFC 9113 6.6: "A receiver MUST treat the receipt of a PUSH_PROMISE that promises an illegal stream identifier
  // (Section 5.1.1) as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (promised % 2 != 0 || !is_idle(promised)) return connection_error(ErrorCode::protocol_error);
  highest_promised_ = promised;
  Stream& stream = used_[promised];
  stream.reserved = stream.end_sent = true;
  // A promise on a stream that was given up is not wanted either.
  return open ? Verdict() : stream_error(promised, ErrorCode::cancel);
}

// RFC 9113 6.10: "A CONTINUATION frame MUST be preceded by a HEADERS, PUSH_PROMISE or CONTINUATION frame without the
// END_HEADERS flag set." Here no frame ever is without END_HEADERS.
Verdict Model::receives_continuation(StreamId) {
  return connection_error(ErrorCode::protocol_error);
}

void Model::opens(StreamId id, End end) {
  highest_ = id;
  Stream& stream = used_[id];
  stream.send_window = initial_window_;
  stream.end_sent = end == End::yes;
}

void Model::sends_data(StreamId id, std::uint32_t length, End end) {
  Stream& stream = used_.at(id);
  stream.send_window -= length;
  send_window_ -= length;
  stream.end_sent = stream.end_sent || end == End::yes;
}

void Model::sends_reset(StreamId id) {
  used_.at(id).reset_sent = true;
}

void Model::sends_window_update(StreamId id, std::uint32_t increment) {
  if (id == 0) {
    receive_window_ += increment;
  } else {
    used_.at(id).receive_window += increment;
  }
}

bool Model::may_send(StreamId id) const {
  const auto found = used_.find(id);
  return found != used_.end() && !is_closed(found->second) && !found->second.end_sent;
}

bool Model::may_reset(StreamId id) const {
  const auto found = used_.find(id);
  return found != used_.end() && !is_closed(found->second);
}

std::int64_t Model::send_window(StreamId id) const {
  return used_.at(id).send_window;
}

}  // namespace weft::model
