// Finds the ends of frames, and nothing else: no field is decoded, no window counted, nothing validated.
//
//   FrameCutter cutter(http::client_preface.size());
//   cutter.take(octets, [](const frame::Header& header) { … });     // called at each frame's end
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include <weft/base/bytes.hpp>
#include <weft/frame/header.hpp>

namespace weft::bench {

class FrameCutter {
 public:
  // `ahead` are octets before the first frame: a client's preface.
  explicit FrameCutter(std::size_t ahead) : left_(ahead) {}

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
  std::size_t take_header(Octets octets) {
    const std::size_t taken = std::min(frame::header_size - have_, octets.size());
    std::copy_n(octets.begin(), taken, partial_.begin() + static_cast<std::ptrdiff_t>(have_));
    have_ += taken;
    if (have_ < frame::header_size) return taken;
    have_ = 0;
    header_ = frame::Header::load(partial_.data());
    left_ = header_.length;
    within_frame_ = true;
    return taken;
  }

  frame::Header header_;
  std::array<std::uint8_t, frame::header_size> partial_{};
  std::size_t have_ = 0;
  std::size_t left_;
  bool within_frame_ = false;
};

}  // namespace weft::bench
