// Two targets measured in turn: the ratio within each pair of runs, and how sure their median is.
//
//   const Ratio ratio = paired_ratio(a, b);       // a[i] and b[i] were measured next to each other
#pragma once

#include <span>
#include <vector>

namespace weft::cli::load {

struct Ratio {
  std::vector<double> pairs;  // a / b, in the order they were measured
  double median = 0;
  // The true median lies between these with probability `confidence`, whatever the distribution: two of the ratios
  // themselves, chosen for at least 95 %. Fewer than six pairs cannot give that; then all of them are between.
  double low = 0;
  double high = 0;
  double confidence = 0;
};

// At least one.
double median_of(std::vector<double> values);

// Both of one length, at least one; no b is 0.
Ratio paired_ratio(std::span<const double> a, std::span<const double> b);

}  // namespace weft::cli::load
