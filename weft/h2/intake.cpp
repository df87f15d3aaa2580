#include <weft/h2/intake.hpp>

#include <algorithm>

#include <weft/http/preface.hpp>

namespace weft::h2 {

namespace {

// A block comes in a few frames at most, so the buffer reserves no room to grow.
void append_exactly(Buffer& block, Octets fragment) {
  Buffer longer;
  longer.prepare(block.size() + fragment.size());
  longer.append(block.readable());
  longer.append(fragment);
  block = std::move(longer);
}

}  // namespace

// RFC 9113 3.4: "Clients and servers MUST treat an invalid connection preface as a connection error (Section 5.4.1) of
// type PROTOCOL_ERROR." The first wrong octet is enough.
std::optional<Reason> Intake::match_preface(Octets& octets) {
  const std::size_t size = std::min(octets.size(), http::client_preface.size() - preface_matched_);
  if (as_text(octets.first(size)) != http::client_preface.substr(preface_matched_, size))
    return Reason::preface_not_valid;
  octets = octets.subspan(size);
  preface_matched_ = static_cast<std::uint8_t>(preface_matched_ + size);
  if (preface_matched_ == http::client_preface.size()) stage_ = Stage::settings;
  return std::nullopt;
}

std::optional<Reason> Intake::check_unusual(frame::Type type, frame::StreamId stream) const {
  // RFC 9113 3.4: "This sequence MUST be followed by a SETTINGS frame (Section 6.5), which MAY be empty."
  if (stage_ == Stage::settings && type != frame::Type::settings) return Reason::settings_expected;
  // RFC 9113 6.2: "A receiver MUST treat the receipt of any other type of frame or a frame on a different stream as a
  // connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  const bool continues = type == frame::Type::continuation;
  if (block_ && (!continues || stream != block_->block.stream)) return Reason::field_block_interrupted;
  // RFC 9113 6.10: "A CONTINUATION frame MUST be preceded by a HEADERS, PUSH_PROMISE or CONTINUATION frame without the
  // END_HEADERS flag set. A recipient that observes violation of this rule MUST respond with a connection error
  // (Section 5.4.1) of type PROTOCOL_ERROR."
  if (continues && !block_) return Reason::continuation_unexpected;
  return std::nullopt;
}

void Intake::note_partial_frame(Time now) {
  if (!reader_.mid_frame() || in_data_) {
    partial_since_ = never;
  } else if (partial_since_ == never) {
    partial_since_ = now;
  }
}

bool Intake::begin(const frame::PushPromise& frame, Time now, FieldBlock& block) {
  block.stream = frame.stream;
  block.promised = frame.promised;
  block.wire_octets =
      frame::header_size + frame::PushPromise::fixed_size + frame.block.size() + frame::padding_size(frame.padding);
  return keep_or_give(frame.block, frame.end_headers, now, block);
}

void Intake::keep(FieldBlock& block, Time now) {
  block.began = std::min(partial_since_, now);
  block_.emplace();
  append_exactly(block_->octets, block.octets);
  block_->block = block;
}

const PartialBlock& Intake::add(const frame::Continuation& frame) {
  ++block_->frames;
  if (frame.block.empty()) ++block_->empty_frames;
  append_exactly(block_->octets, frame.block);
  block_->block.wire_octets += frame::header_size + frame.block.size();
  return *block_;
}

// A frame that came in pieces lies where the reader will gather the next such frame; it can only be the first frame of
// a read.
Octets Intake::lend(Octets octets) {
  if (!reader_.gathered()) return octets;
  lent_.clear();
  lent_.append(octets);
  return lent_.readable();
}

Time Intake::deadline(Time created, const Timeouts& timeouts) const {
  Time due = never;
  if (stage_ != Stage::frames) due = created + timeouts.preface;
  if (block_) due = std::min(due, block_->block.began + timeouts.header_block);
  if (partial_since_ != never) due = std::min(due, partial_since_ + timeouts.header_block);
  return due;
}

bool Intake::is_block_late(Time now, const Timeouts& timeouts) const {
  const bool block_late = block_ && now >= block_->block.began + timeouts.header_block;
  const bool frame_late = partial_since_ != never && now >= partial_since_ + timeouts.header_block;
  return block_late || frame_late;
}

}  // namespace weft::h2
