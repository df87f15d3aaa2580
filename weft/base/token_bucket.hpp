// An allowance that refills with time: a burst of `capacity` (at most 2^44), then `per_second`.
#pragma once

#include <cstdint>

#include <weft/base/time.hpp>

namespace weft {

class TokenBucket {
 public:
  TokenBucket(std::uint64_t capacity, std::uint64_t per_second, Time now)
      : capacity_(capacity * scale), per_second_(per_second), level_(capacity_), filled_(now) {}

  // False, and nothing is taken, when less than `count` is left.
  bool take(std::uint64_t count, Time now) {
    if (count > left(now)) return false;
    level_ -= count * scale;
    return true;
  }

  void give(std::uint64_t count) {
    const std::uint64_t given = count < capacity() ? count * scale : capacity_;
    level_ = given < capacity_ - level_ ? level_ + given : capacity_;
  }

  // Sets another rate from now on. Tokens that are left stay, as far as they fit.
  void change(std::uint64_t capacity, std::uint64_t per_second, Time now) {
    refill(now);
    capacity_ = capacity * scale;
    per_second_ = per_second;
    if (level_ > capacity_) level_ = capacity_;
  }

  std::uint64_t left(Time now) {
    refill(now);
    return level_ / scale;
  }
  // When `count` tokens will be left if nothing is taken before; `never` if that cannot be.
  Time when(std::uint64_t count) const {
    if (count > capacity()) return never;
    if (count * scale <= level_) return filled_;
    if (per_second_ == 0) return never;
    const std::uint64_t microseconds = (count * scale - level_ - 1) / per_second_ + 1;
    return microseconds < longest_wait ? filled_ + std::chrono::microseconds(microseconds) : never;
  }
  std::uint64_t capacity() const { return capacity_ / scale; }

 private:
  // Millionths of a token: a refill of one a second is exact at every microsecond.
  static constexpr std::uint64_t scale = 1'000'000;
  // In microseconds: a longer wait, of years, counts as `never`.
  static constexpr std::uint64_t longest_wait = 100'000'000'000'000;

  void refill(Time now) {
    if (now <= filled_) return;
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now - filled_);
    filled_ += microseconds;
    if (level_ == capacity_ || per_second_ == 0) return;
    const auto elapsed = static_cast<std::uint64_t>(microseconds.count());
    // Dividing keeps the product in range however long the bucket has rested.
    const std::uint64_t missing = capacity_ - level_;
    level_ = elapsed > missing / per_second_ ? capacity_ : level_ + elapsed * per_second_;
  }

  std::uint64_t capacity_;
  std::uint64_t per_second_;
  std::uint64_t level_;
  Time filled_;
};

}  // namespace weft
