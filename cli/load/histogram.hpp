// How often each duration came, in steps that grow with it: recording is one addition, and nothing is allocated.
//
//   histogram.record(duration);  histogram.add(another);
//   histogram.at(0.99)                        // at most 0.8 % too high
//
// Smallest, largest, mean and deviation are exact. A longer duration than 18 minutes counts as 18 minutes.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <weft/base/time.hpp>

namespace weft::cli::load {

class Histogram {
 public:
  void record(Duration duration) {
    const auto value = static_cast<std::uint64_t>(std::clamp<Duration::rep>(duration.count(), 0, largest_value));
    ++counts_[step_of(value)];
    ++count_;
    smallest_ = std::min(smallest_, value);
    largest_ = std::max(largest_, value);
    const auto wide = static_cast<double>(value);
    sum_ += wide;
    sum_of_squares_ += wide * wide;
  }
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  // All of these are 0 when there is nothing.
  Duration smallest() const { return Duration(static_cast<Duration::rep>(count_ == 0 ? 0 : smallest_)); }
  Duration largest() const { return Duration(static_cast<Duration::rep>(largest_)); }
  Duration mean() const;
  Duration deviation() const;
  // A `share` (0 to 1) of all durations was no longer than this: the upper end of a step.
  Duration at(double share) const;

 private:
  // A power of two is cut into 128 steps, and what is below 256 ns is exact.
  static constexpr unsigned step_bits = 7;
  static constexpr std::uint64_t steps = std::uint64_t{1} << step_bits;
  static constexpr unsigned value_bits = 40;
  static constexpr Duration::rep largest_value = (Duration::rep{1} << value_bits) - 1;
  static constexpr std::size_t size = (value_bits - step_bits + 1) * steps;

  static std::size_t step_of(std::uint64_t value) {
    const auto width = static_cast<unsigned>(std::bit_width(value | steps));
    const unsigned shift = width - step_bits - 1;
    return (shift << step_bits) + static_cast<std::size_t>(value >> shift);
  }
  static std::uint64_t end_of(std::size_t step);

  std::array<std::uint64_t, size> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t smallest_ = ~std::uint64_t{0};
  std::uint64_t largest_ = 0;
  double sum_ = 0;
  double sum_of_squares_ = 0;
};

}  // namespace weft::cli::load
