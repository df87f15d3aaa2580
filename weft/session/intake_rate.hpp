// How fast octets come in, told once in a while.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>

namespace weft::session {

class IntakeRate {
 public:
  // Rarely enough to cost nothing, and often enough to see an upload while it lasts.
  static constexpr std::size_t told_every = 256 * 1024;

  // Octets a second since the last rate was told. A low rate means that little came in between: that is no upload.
  std::optional<std::uint64_t> take(std::size_t octets, Time now) {
    octets_ += octets;
    if (octets_ < told_every) return std::nullopt;
    using std::chrono::microseconds;
    const auto elapsed = std::chrono::duration_cast<microseconds>(now - since_).count();
    const std::uint64_t rate = octets_ * 1'000'000 / static_cast<std::uint64_t>(std::max<std::int64_t>(elapsed, 1));
    octets_ = 0;
    since_ = now;
    return rate;
  }

 private:
  std::uint64_t octets_ = 0;
  Time since_{};
};

}  // namespace weft::session
