#include <weft/testkit/transcript.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <weft/http/preface.hpp>
#include <weft/testkit/broken_promise.hpp>
#include <weft/trace/words.hpp>

namespace weft::testkit {

namespace {

// The part of a line that stands before the fields.
std::string head_of(bool push, frame::StreamId stream, frame::StreamId promised, bool end_stream) {
  if (push) return fmt::format("PUSH_PROMISE stream={} promised={}", stream, promised);
  return fmt::format("HEADERS stream={}{}", stream, end_stream ? " END_STREAM" : "");
}

frame::ErrorCode code_of(const frame::Frame& frame) {
  if (const auto* reset = std::get_if<frame::RstStream>(&frame)) return reset->code;
  if (const auto* goaway = std::get_if<frame::Goaway>(&frame)) return goaway->code;
  return frame::ErrorCode::no_error;
}

}  // namespace

Transcript::Transcript(Role writer) : preface_left_(writer == Role::client ? http::client_preface.size() : 0) {
  reader_.set_max_frame_size(frame::largest_max_frame_size);
}

void Transcript::read(Octets octets) {
  const std::size_t preface = std::min(preface_left_, octets.size());
  preface_left_ -= preface;
  octets = octets.subspan(preface);
  while (true) {
    const frame::Item item = reader_.next(octets);
    if (std::holds_alternative<frame::NeedMore>(item)) return;
    std::visit([this](const auto& i) { add(i); }, item);
  }
}

std::vector<std::string> Transcript::texts() const {
  return texts_of(lines_);
}

std::vector<Line> Transcript::take() {
  return std::exchange(lines_, {});
}

void Transcript::add(const frame::Frame& frame) {
  if (const auto* headers = std::get_if<frame::Headers>(&frame)) {
    section_ = {head_of(false, headers->stream, 0, headers->end_stream), frame::Type::headers, headers->stream};
    return add_block(headers->block, headers->end_headers);
  }
  if (const auto* promise = std::get_if<frame::PushPromise>(&frame)) {
    section_ = {head_of(true, promise->stream, promise->promised, false), frame::Type::push_promise, promise->stream};
    return add_block(promise->block, promise->end_headers);
  }
  if (const auto* more = std::get_if<frame::Continuation>(&frame)) return add_block(more->block, more->end_headers);
  lines_.push_back({frame::describe(frame), trace::type_of(frame), trace::stream_of(frame), code_of(frame)});
}

void Transcript::add_block(Octets block, bool end_headers) {
  block_.insert(block_.end(), block.begin(), block.end());
  if (!end_headers) return;
  Arena arena;
  std::vector<Field> fields;
  const auto outcome = decoder_.decode(block_, {}, arena, fields);
  if (outcome.status != hpack::DecodeStatus::ok)
    throw BrokenPromise(fmt::format("a field block that cannot be decoded was written: {}", section_.text));
  for (const Field& field : fields) section_.text += fmt::format(" {}={}", field.name, field.value);
  lines_.push_back(std::move(section_));
  block_.clear();
}

void Transcript::add(const frame::DataStart& start) {
  data_ = {fmt::format("DATA stream={}{} data={}", start.header.stream,
                       start.header.has(frame::flag::end_stream) ? " END_STREAM" : "", start.data_length),
           frame::Type::data, start.header.stream};
}

void Transcript::add(const frame::DataPiece& piece) {
  bodies_[piece.stream] += as_text(piece.octets);
  if (piece.last) lines_.push_back(std::move(data_));
}

void Transcript::add(const frame::Faulty& faulty) {
  throw BrokenPromise(fmt::format("a faulty frame was written: {}", frame::to_string(faulty.fault)));
}

std::vector<std::string> texts_of(const std::vector<Line>& lines) {
  std::vector<std::string> out;
  for (const Line& line : lines) out.push_back(line.text);
  return out;
}

}  // namespace weft::testkit
