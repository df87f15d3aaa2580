// RFC 9113 4.3: a field block, put together from HEADERS or PUSH_PROMISE and its CONTINUATION frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>
#include <weft/frame/priority.hpp>
#include <weft/frame/stream_id.hpp>
#include <weft/http/events.hpp>

namespace weft::h2 {

struct FieldBlock {
  frame::StreamId stream = 0;
  // The promised stream of PUSH_PROMISE; 0 for HEADERS.
  frame::StreamId promised = 0;
  http::End end = http::End::no;
  std::optional<frame::Dependency> priority;
  // The octets of all frames of the block, with their headers and padding.
  std::size_t wire_octets = 0;
  // When the first frame of the block began, where there is more than one.
  Time began = never;
  Octets octets;

  // RFC 7540 5.3.1: "A stream cannot depend on itself. An endpoint MUST treat this as a stream error (Section 5.4.2) of
  // type PROTOCOL_ERROR."
  bool depends_on_itself() const { return priority && priority->stream == stream; }
};

// A block whose END_HEADERS is still to come.
struct PartialBlock {
  FieldBlock block;
  Buffer octets;
  std::uint32_t frames = 0;
  std::uint32_t empty_frames = 0;

  // Only when all frames have come.
  FieldBlock whole() const {
    FieldBlock whole = block;
    whole.octets = octets.readable();
    return whole;
  }
};

}  // namespace weft::h2
