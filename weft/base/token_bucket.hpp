// An allowance that refills with time: a burst of `capacity`, then `per_second`.
#pragma once

#include <algorithm>
#include <cstdint>

#include <weft/base/time.hpp>

namespace weft {

class TokenBucket {
 public:
  TokenBucket(std::uint64_t capacity, std::uint64_t per_second, Time now)
      : capacity_(capacity * scale), per_second_(per_second), level_(capacity_), filled_(now) {}

  // False, and nothing taken, when less than `count` is left.
  bool take(std::uint64_t count, Time now) {
    refill(now);
    if (level_ < count * scale) return false;
    level_ -= count * scale;
    return true;
  }

  void give(std::uint64_t count) { level_ = std::min(capacity_, level_ + count * scale); }

  std::uint64_t left(Time now) {
    refill(now);
    return level_ / scale;
  }
  std::uint64_t capacity() const { return capacity_ / scale; }

 private:
  // Millionths of a token: a refill of one a second is exact at every microsecond.
  static constexpr std::uint64_t scale = 1'000'000;

  void refill(Time now) {
    if (now <= filled_) return;
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now - filled_);
    // A bucket that has rested for an hour is full; capping the time keeps the product in range.
    const auto elapsed = std::min<std::uint64_t>(static_cast<std::uint64_t>(microseconds.count()), 3'600'000'000);
    level_ = std::min(capacity_, level_ + elapsed * per_second_);
    filled_ += microseconds;
  }

  std::uint64_t capacity_;
  std::uint64_t per_second_;
  std::uint64_t level_;
  Time filled_;
};

}  // namespace weft
