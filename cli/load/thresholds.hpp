// Conditions that must not hold for a run, as `--fail-if` says them: "p99>50ms,errors>0.1%".
//
// Each condition is a measure, one of > >= < <=, and a bound:
//
//   min mean max p50 p99 p99.9 …      latency, against a time: p99>50ms
//   errors                            failed and unsent requests, against a number or a share: errors>0, errors>=0.1%
//   404 4xx 5xx …                     answers with such a status, against a number or a share: 5xx>1%
//   rate                              answers a second, against a number: rate<1000
#pragma once

#include <string>
#include <vector>

#include <cli/load/run.hpp>

namespace weft::cli::load {

struct Threshold {
  enum class Unit : std::uint8_t { time, number, percent };

  std::string text;      // all of it, as written
  std::string measure;   // "p99"
  std::string relation;  // ">"
  double bound = 0;      // nanoseconds for a time
  Unit unit = Unit::number;
};
using Thresholds = std::vector<Threshold>;

// Throws std::invalid_argument, which quotes what is wrong and says what was expected.
Thresholds parse_thresholds(const std::string& text);

// The thresholds that the run has crossed, in words: "p99>50ms: it was 61.2 ms". Without an answer every condition on
// latency is crossed.
std::vector<std::string> crossed(const Thresholds& thresholds, const Figures& figures);

}  // namespace weft::cli::load
