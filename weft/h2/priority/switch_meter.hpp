// The meter tells how fast a change of priorities takes effect: it counts octets of other streams that still go out
// before the first frame of the stream that the change lets overtake.
//
//   meter.await(stream);                             // the stream shall be next from now on
//   if (auto octets = meter.sent(stream, length)) …  // after each DATA frame: octets before the awaited one
#pragma once

#include <cstdint>
#include <optional>

#include <weft/frame/stream_id.hpp>

namespace weft::h2 {

class SwitchMeter {
 public:
  void await(frame::StreamId stream) {
    awaited_ = stream;
    octets_ = 0;
  }
  // The stream has nothing to send any more.
  void forget(frame::StreamId stream) {
    if (stream == awaited_) awaited_ = 0;
  }
  std::optional<std::uint64_t> sent(frame::StreamId stream, std::uint64_t octets) {
    if (awaited_ == 0) return std::nullopt;
    if (stream == awaited_) {
      awaited_ = 0;
      return octets_;
    }
    octets_ += octets;
    return std::nullopt;
  }

 private:
  frame::StreamId awaited_ = 0;  // 0: none
  std::uint64_t octets_ = 0;
};

}  // namespace weft::h2
