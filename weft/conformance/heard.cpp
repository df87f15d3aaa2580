#include <weft/conformance/heard.hpp>

#include <algorithm>
#include <charconv>
#include <variant>

#include <fmt/format.h>

#include <weft/trace/words.hpp>

namespace weft::conformance {

using frame::Type;

namespace {

int status_of(const trace::Section& section) {
  int status = 0;
  for (const Field& field : section.fields) {
    if (field.name == ":status") std::from_chars(field.value.data(), field.value.data() + field.value.size(), status);
  }
  return status;
}

ErrorCode code_of(const frame::Frame& frame) {
  if (const auto* reset = std::get_if<frame::RstStream>(&frame)) return reset->code;
  if (const auto* goaway = std::get_if<frame::Goaway>(&frame)) return goaway->code;
  return ErrorCode::no_error;
}

StreamId last_stream_of(const frame::Frame& frame) {
  const auto* goaway = std::get_if<frame::Goaway>(&frame);
  return goaway == nullptr ? 0 : goaway->last_stream;
}

// About what is kept of a frame, or of a value of SETTINGS, in Heard and as a line of an exchange.
constexpr std::size_t of_each_line = 128;

std::size_t size_of(const trace::FrameSeen& seen) {
  // RFC 9113 6.5.2: "The value is based on the uncompressed size of field lines, including the length of the name and
  // value in units of octets plus an overhead of 32 octets for each field line."
  constexpr std::size_t of_each_field = 32;
  std::size_t size = 0;
  if (const auto* settings = std::get_if<frame::Settings>(&seen.frame)) size = of_each_line * settings->settings.size();
  if (!seen.section) return size;
  for (const Field& field : seen.section->fields) size += of_each_field + field.name.size() + field.value.size();
  return size;
}

}  // namespace

bool has_room_for(Heard& heard, const trace::Event& event) {
  const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
  heard.size += of_each_line + (seen == nullptr ? 0 : size_of(*seen));
  return !is_too_much(heard);
}

bool is_too_much(const Heard& heard) {
  return heard.size > most_heard;
}

std::string excess_words() {
  return fmt::format("more than {} MiB, fields without compression: a case listens to no more",
                     most_heard / (1024 * 1024));
}

HeardFrame heard_frame(const trace::FrameSeen& seen) {
  HeardFrame heard{.type = trace::type_of(seen.frame),
                   .stream = trace::stream_of(seen.frame),
                   .code = code_of(seen.frame),
                   .last_stream = last_stream_of(seen.frame),
                   .text = frame::describe(seen.frame)};
  if (seen.section) {
    heard.type = seen.section->of;
    heard.end_stream = seen.section->end_stream;
    heard.status = status_of(*seen.section);
  }
  return heard;
}

HeardFrame heard_frame(const trace::DataSeen& seen) {
  return {.type = Type::data,
          .stream = seen.header.stream,
          .end_stream = seen.header.has(frame::flag::end_stream),
          .content = seen.content};
}

std::string fault_of(const trace::FrameSeen& seen) {
  using enum trace::Section::State;
  const bool has_unread_block = seen.section && (seen.section->state == broken || seen.section->state == lost);
  if (has_unread_block) return "a field block";
  return seen.out_of_place ? "a frame within a field block" : "";
}

std::string pong_of(std::uint64_t opaque) {
  return fmt::format("PING ACK {:016x}", opaque);
}

const HeardFrame* fatal_goaway(const Heard& heard) {
  const auto found = std::ranges::find_if(heard.frames, [](const HeardFrame& frame) {
    return frame.type == Type::goaway && frame.code != ErrorCode::no_error;
  });
  return found == heard.frames.end() ? nullptr : &*found;
}

// RFC 9113 8.1 lets a server end a request with NO_ERROR that it has answered: that is no error.
const HeardFrame* reset_of(const Heard& heard, StreamId stream) {
  const auto found = std::ranges::find_if(heard.frames, [stream](const HeardFrame& frame) {
    return frame.type == Type::rst_stream && frame.code != ErrorCode::no_error &&
           (stream == 0 || frame.stream == stream);
  });
  return found == heard.frames.end() ? nullptr : &*found;
}

bool says(const Heard& heard, std::string_view beginning) {
  return std::ranges::any_of(heard.frames, [&](const HeardFrame& frame) { return frame.text.starts_with(beginning); });
}

std::string end_words(const Heard& heard) {
  return heard.end == Heard::End::reset ? "the connection was reset" : "the connection was closed";
}

}  // namespace weft::conformance
