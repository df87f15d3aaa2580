#include <cli/load/histogram.hpp>

#include <cmath>

namespace weft::cli::load {

namespace {

Duration nanoseconds(double count) {
  return Duration(static_cast<Duration::rep>(count));
}

}  // namespace

void Histogram::add(const Histogram& other) {
  for (std::size_t i = 0; i < size; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  smallest_ = std::min(smallest_, other.smallest_);
  largest_ = std::max(largest_, other.largest_);
  sum_ += other.sum_;
  sum_of_squares_ += other.sum_of_squares_;
}

Duration Histogram::mean() const {
  return count_ == 0 ? Duration() : nanoseconds(sum_ / static_cast<double>(count_));
}

Duration Histogram::deviation() const {
  if (count_ == 0) return {};
  const double n = static_cast<double>(count_);
  const double mean = sum_ / n;
  return nanoseconds(std::sqrt(std::max(0.0, sum_of_squares_ / n - mean * mean)));
}

Duration Histogram::at(double share) const {
  const double wanted = std::ceil(share * static_cast<double>(count_));
  const auto rank =
      std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, std::max<std::uint64_t>(count_, 1));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < size; ++i) {
    seen += counts_[i];
    if (seen >= rank) return Duration(static_cast<Duration::rep>(std::min(end_of(i), largest_)));
  }
  return {};
}

// The largest value in it.
std::uint64_t Histogram::end_of(std::size_t step) {
  if (step < 2 * steps) return step;
  const auto shift = static_cast<unsigned>(step >> step_bits) - 1;
  const std::uint64_t within = (step & (steps - 1)) + steps;
  return ((within + 1) << shift) - 1;
}

}  // namespace weft::cli::load
