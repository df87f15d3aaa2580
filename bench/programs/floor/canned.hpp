// The same octets for each request.
//
//   CannedAnswer answer(body);
//   while (!answer.compose(pending, out, budget)) … send out …
#pragma once

#include <cstdint>
#include <vector>

#include <weft/base/buffer.hpp>
#include <weft/frame/header.hpp>

namespace weft::bench {

// A stream that is being answered.
struct Pending {
  frame::StreamId stream = 0;
  // Octets of the body that are left; all of them: nothing was sent yet.
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

}  // namespace weft::bench
