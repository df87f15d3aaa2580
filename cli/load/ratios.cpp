#include <cli/load/ratios.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace weft::cli::load {

namespace {

constexpr double wanted_confidence = 0.95;

// Each value is below the true median with probability 1/2, so how many are is binomial. The interval from the k-th
// smallest value to the k-th largest misses the median when fewer than k are on one side of it.
struct Interval {
  std::size_t rank = 1;  // k
  double confidence = 0;
};

Interval interval_of(std::size_t count) {
  double ways = 1;  // of choosing `k` out of `count`
  double missed = 2 * std::pow(0.5, static_cast<double>(count));
  Interval interval{1, 1 - missed};
  for (std::size_t k = 1; 2 * (k + 1) <= count; ++k) {
    ways *= static_cast<double>(count - k + 1) / static_cast<double>(k);
    missed += 2 * ways * std::pow(0.5, static_cast<double>(count));
    if (1 - missed < wanted_confidence) break;
    interval = {k + 1, 1 - missed};
  }
  return interval;
}

}  // namespace

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Ratio paired_ratio(std::span<const double> a, std::span<const double> b) {
  Ratio ratio;
  for (std::size_t i = 0; i < a.size(); ++i) ratio.pairs.push_back(a[i] / b[i]);
  std::vector<double> sorted = ratio.pairs;
  std::sort(sorted.begin(), sorted.end());
  const Interval interval = interval_of(sorted.size());
  ratio.median = median_of(sorted);
  ratio.low = sorted[interval.rank - 1];
  ratio.high = sorted[sorted.size() - interval.rank];
  ratio.confidence = interval.confidence;
  return ratio;
}

}  // namespace weft::cli::load
