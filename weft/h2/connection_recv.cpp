// Octets to frames, and the frames that concern the connection as a whole.
#include <algorithm>
#include <utility>

#include <weft/h2/connection.hpp>
#include <weft/h2/preface.hpp>

namespace weft::h2 {

void Connection::receive(Octets octets, Time now) {
  while (!octets.empty()) octets = receive_some(octets, now);
}

Octets Connection::receive_some(Octets octets, Time now) {
  constexpr std::size_t enough_events = 32;
  if (closed() || ending_.peer_gone() || octets.empty()) return {};
  advance(now);
  last_active_ = now_;
  if (events_.empty()) lent_.release();
  const std::size_t size = octets.size();
  bool goes_on = take_preface(octets);
  while (goes_on) {
    goes_on = read_next(octets);
    // What is partial at the end may have begun long ago only if nothing was completed.
    if (goes_on) partial_since_ = never;
    // The end of an empty DATA frame has no octets that could be given back: it belongs to those that are taken.
    if (events_.size() >= enough_events && !reader_.has_item()) break;
  }
  if (!goes_on) octets = {};
  note_partial_frame();
  guard_.octets_received(size - octets.size());
  return octets;
}

// RFC 9113 3.4: "Clients and servers MUST treat an invalid connection preface as a connection error (Section 5.4.1) of
// type PROTOCOL_ERROR." The first wrong octet is enough.
bool Connection::take_preface(Octets& octets) {
  auto* awaiting = std::get_if<AwaitingPreface>(&intake_);
  if (awaiting == nullptr) return true;
  const std::size_t size = std::min(octets.size(), client_preface.size() - awaiting->matched);
  if (as_text(octets.first(size)) != client_preface.substr(awaiting->matched, size)) {
    fail(Reason::preface_not_valid);
    return false;
  }
  octets = octets.subspan(size);
  awaiting->matched += size;
  if (awaiting->matched == client_preface.size()) intake_ = AwaitingSettings{};
  return !octets.empty();
}

bool Connection::read_next(Octets& octets) {
  if (frame::Headers headers; reader_.next_whole_block(octets, headers)) {
    if (in_sequence(frame::Type::headers, headers.stream)) on_frame(headers);
    return !closed();
  }
  const frame::Item item = reader_.next(octets);
  if (std::holds_alternative<frame::NeedMore>(item)) return false;
  std::visit([this](const auto& what) { on(what); }, item);
  return !closed();
}

// Octets of a frame that an event borrows until the next receive(). A frame that came in pieces lies where the next one
// that does will be gathered; it can only be the first of a read.
Octets Connection::lend(Octets octets) {
  if (!reader_.gathered()) return octets;
  lent_.clear();
  lent_.append(octets);
  return lent_.readable();
}

void Connection::note_partial_frame() {
  if (!reader_.mid_frame() || in_data_) {
    partial_since_ = never;
  } else if (partial_since_ == never) {
    partial_since_ = now_;
  }
}

// Whether a frame may come now at all, whatever its stream.
bool Connection::in_sequence(frame::Type type, frame::StreamId stream) {
  // RFC 9113 3.4: "This sequence MUST be followed by a SETTINGS frame (Section 6.5), which MAY be empty."
  if (std::holds_alternative<AwaitingSettings>(intake_) && type != frame::Type::settings) {
    fail(Reason::settings_expected);
    return false;
  }
  // RFC 9113 6.2: "A receiver MUST treat the receipt of any other type of frame or a frame on a different stream as a
  // connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  const bool continues = type == frame::Type::continuation;
  if (block_ && (!continues || stream != block_->block.stream)) {
    fail(Reason::field_block_interrupted);
    return false;
  }
  // RFC 9113 6.10: "A CONTINUATION frame MUST be preceded by a HEADERS, PUSH_PROMISE or CONTINUATION frame without the
  // END_HEADERS flag set. A recipient that observes violation of this rule MUST respond with a connection error
  // (Section 5.4.1) of type PROTOCOL_ERROR."
  if (continues && !block_) {
    fail(Reason::continuation_unexpected);
    return false;
  }
  return true;
}

namespace {

template <class F>
frame::Type type_of(const F& frame) {
  if constexpr (requires { F::type; }) {
    return F::type;
  } else {
    return frame.header.type;
  }
}

template <class F>
frame::StreamId stream_of(const F& frame) {
  if constexpr (requires { frame.stream; }) {
    return frame.stream;
  } else {
    return frame::connection_stream;
  }
}

}  // namespace

void Connection::on(const frame::Frame& frame) {
  std::visit(
      [this](const auto& what) {
        if (in_sequence(type_of(what), stream_of(what))) on_frame(what);
      },
      frame);
}

void Connection::on(const frame::Faulty& faulty) {
  const Reason reason = reason_of(faulty.fault);
  const bool is_fatal = frame::scope(faulty.fault) == frame::FaultScope::connection;
  if (is_fatal && !std::holds_alternative<AwaitingSettings>(intake_)) return fail(reason);
  if (!in_sequence(faulty.header.type, faulty.header.stream)) return;
  if (is_fatal) return fail(reason);
  if (ending_.is_beyond(faulty.header.stream)) {
    charge_glitch();
    return;
  }
  stream_error(faulty.header.stream, reason);
}

void Connection::on_frame(const frame::Headers& frame) {
  FieldBlock block;
  block.stream = frame.stream;
  block.end = frame.end_stream ? http::End::yes : http::End::no;
  if (frame.priority) block.priority = frame.priority;
  block.wire_octets = frame::header_size + frame.block.size() + frame::padding_size(frame.padding) +
                      (frame.priority ? frame::Dependency::size : 0);
  begin_block(block, frame.block, frame.end_headers);
}

void Connection::on_frame(const frame::PushPromise& frame) {
  // RFC 9113 8.4: "A client cannot push. Thus, servers MUST treat the receipt of a PUSH_PROMISE frame as a connection
  // error (Section 5.4.1) of type PROTOCOL_ERROR." A client that has set SETTINGS_ENABLE_PUSH to 0, likewise: 6.6.
  if (is_server() || own_settings_.most_pushes() == 0) return fail(Reason::push_promise_not_allowed);
  FieldBlock block;
  block.stream = frame.stream;
  block.promised = frame.promised;
  block.wire_octets =
      frame::header_size + frame::PushPromise::fixed_size + frame.block.size() + frame::padding_size(frame.padding);
  begin_block(block, frame.block, frame.end_headers);
}

namespace {

// A block comes in a few frames at most, so there is no need for room to grow.
void append_exactly(Buffer& block, Octets fragment) {
  Buffer longer;
  longer.prepare(block.size() + fragment.size());
  longer.append(block.readable());
  longer.append(fragment);
  block = std::move(longer);
}

}  // namespace

void Connection::begin_block(FieldBlock& block, Octets fragment, bool is_whole) {
  block.octets = fragment;
  if (is_whole) return on_field_block(block);
  block_.emplace();
  block_->started = std::min(partial_since_, now_);
  append_exactly(block_->octets, fragment);
  block_->block = block;
}

void Connection::on_frame(const frame::Continuation& frame) {
  // Beyond the RFC: 6.10 says "Any number of CONTINUATION frames can be sent".
  ++block_->frames;
  if (frame.block.empty()) ++block_->empty_frames;
  if (!charge(guard_.continuation(block_->frames, block_->empty_frames))) return;
  append_exactly(block_->octets, frame.block);
  block_->block.wire_octets += frame::header_size + frame.block.size();
  if (!frame.end_headers) return;
  const PartialBlock whole = *std::exchange(block_, std::nullopt);
  FieldBlock block = whole.block;
  block.octets = whole.octets.readable();
  block.began = whole.started;
  on_field_block(block);
}

// RFC 9113 6.7: "Receivers of a PING frame that does not include an ACK flag MUST send a PING frame with the ACK flag
// set in response, with an identical frame payload."
void Connection::on_frame(const frame::Ping& frame) {
  if (!frame.ack) {
    if (!charge(guard_.ping(now_)) || !charge(guard_.ack_queued())) return;
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
  emit(PingAcknowledged{frame.opaque});
}

// RFC 9113 5.5: "Implementations MUST discard frames that have unknown or unsupported types." Beyond the RFC: not for
// ever.
void Connection::on_frame(const frame::Unknown&) {
  charge_glitch();
}

}  // namespace weft::h2
