// The least of an HTTP/2 server: finds the frames that end a request, and has the same octets for each of them.
//
//   FrameCutter cutter;  cutter.take(octets, [](const frame::Header& header) { … });     // called at each frame's end
//   CannedAnswer answer(body);  answer.compose(pending, out, budget);
//
// No field is decoded, no window counted, nothing validated.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/frame/header.hpp>

namespace weft::floor {

class FrameCutter {
 public:
  template <class OnFrame>
  void take(Octets octets, OnFrame on_frame) {
    for (;;) {
      const std::size_t skipped = std::min(left_, octets.size());
      left_ -= skipped;
      octets = octets.subspan(skipped);
      if (left_ > 0) return;
      if (within_frame_) on_frame(header_);
      within_frame_ = false;
      if (octets.empty()) return;
      octets = octets.subspan(take_header(octets));
    }
  }

 private:
  std::size_t take_header(Octets octets);

  static constexpr std::size_t preface_size = 24;

  frame::Header header_;
  std::array<std::uint8_t, frame::header_size> partial_{};
  std::size_t have_ = 0;
  std::size_t left_ = preface_size;
  bool within_frame_ = false;
};

// A stream that is being answered.
struct Pending {
  frame::StreamId stream = 0;
  // Of the body; all of it: nothing was sent yet.
  std::uint64_t left = 0;
};

class CannedAnswer {
 public:
  explicit CannedAnswer(std::uint64_t body);

  std::uint64_t body() const { return body_; }
  // True once the stream has been answered.
  bool compose(Pending& pending, Buffer& out, std::size_t budget) const;

 private:
  void compose_small(frame::StreamId stream, Buffer& out) const;

  std::uint64_t body_;
  std::vector<std::uint8_t> head_;
  // Head and body in one, where the body is one frame.
  std::vector<std::uint8_t> whole_;
};

}  // namespace weft::floor
