// How fast octets come in, told once in a while.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>

namespace weft::session {

// A rate is that of a whole round trip. Octets come in bursts, as the peer's window lets them through, and a shorter
// time would show how fast a burst comes, or that a large window was not used in it.
class IntakeRate {
 public:
  // Rarely enough to cost nothing, and often enough to see a window of 64 KiB that is too small.
  static constexpr std::size_t told_every = 64 * 1024;

  // Octets a second since the last rate was told, without the quiet behind it. A low rate means that little came in
  // between: that is no upload. So is the first, before which no round trip is known.
  std::optional<std::uint64_t> take(std::size_t octets, Time now) {
    if (octets_ == 0 && round_trip_ != Duration::zero() && now > since_ + round_trip_) since_ = now;
    octets_ += octets;
    if (octets_ < told_every || now < since_ + round_trip_) return std::nullopt;
    using std::chrono::microseconds;
    const auto elapsed = std::chrono::duration_cast<microseconds>(now - since_).count();
    const std::uint64_t rate = octets_ * 1'000'000 / static_cast<std::uint64_t>(std::max<std::int64_t>(elapsed, 1));
    octets_ = 0;
    since_ = now;
    return rate;
  }
  // The next rate is told after this long.
  void set_round_trip(Duration round_trip) { round_trip_ = round_trip; }

 private:
  std::uint64_t octets_ = 0;
  Time since_{};
  Duration round_trip_{};
};

}  // namespace weft::session
