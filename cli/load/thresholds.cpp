#include <cli/load/thresholds.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include <cli/load/report.hpp>
#include <cli/support/numbers.hpp>
#include <weft/http/text.hpp>

namespace weft::cli::load {

namespace {

using Unit = Threshold::Unit;

[[noreturn]] void refuse_condition(std::string_view text, std::string_view expected) {
  throw std::invalid_argument(fmt::format("--fail-if {}: expected {}", text, expected));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The share of "p99.9"; nothing for other text.
std::optional<double> percentile(std::string_view measure) {
  if (!measure.starts_with('p')) return std::nullopt;
  const auto percent = parse_number(measure.substr(1));
  if (!percent || *percent <= 0 || *percent >= 100) return std::nullopt;
  return *percent / 100;
}

bool is_latency(std::string_view measure) {
  return measure == "min" || measure == "mean" || measure == "max" || percentile(measure);
}

// "404" or "4xx".
bool is_status(std::string_view measure) {
  if (measure.size() != 3 || measure[0] < '2' || measure[0] > '9') return false;
  return measure.ends_with("xx") || (is_digit(measure[1]) && is_digit(measure[2]));
}

void parse_bound(Threshold& threshold, std::string_view bound) {
  if (is_latency(threshold.measure)) {
    const auto time = parse_time(bound);
    // A bare number could mean anything.
    if (!time || is_digit(bound.back())) refuse_condition(threshold.text, "a time behind it, such as 50ms");
    threshold.unit = Unit::time;
    threshold.bound = static_cast<double>(time->count());
    return;
  }
  const bool percent = bound.ends_with('%') && threshold.measure != "rate";
  if (percent) bound.remove_suffix(1);
  const auto number = parse_number(bound);
  if (!number || *number < 0) refuse_condition(threshold.text, "a number behind it, or a share such as 0.1%");
  threshold.unit = percent ? Unit::percent : Unit::number;
  threshold.bound = *number;
}

Threshold parse_one(std::string_view text) {
  Threshold threshold;
  threshold.text = text;
  const std::size_t at = text.find_first_of("<>");
  if (at == std::string_view::npos) refuse_condition(text, "a condition such as p99>50ms or errors>0.1%");
  threshold.measure = http::trim(text.substr(0, at));
  const std::size_t end = text.find_first_not_of("<>=", at);
  threshold.relation = text.substr(at, std::min(end, text.size()) - at);
  const auto& r = threshold.relation;
  if (r != ">" && r != "<" && r != ">=" && r != "<=") refuse_condition(text, "one of > >= < <=");
  const bool known = is_latency(threshold.measure) || is_status(threshold.measure) || threshold.measure == "errors" ||
                     threshold.measure == "rate";
  if (!known)
    refuse_condition(text, "one of min, mean, max, p50, p99 and other percentiles, errors, rate, a status or 5xx");
  if (end == std::string_view::npos) refuse_condition(text, "a bound behind it");
  parse_bound(threshold, http::trim(text.substr(end)));
  return threshold;
}

double latency(std::string_view measure, const Histogram& histogram) {
  if (measure == "min") return static_cast<double>(histogram.smallest().count());
  if (measure == "mean") return static_cast<double>(histogram.mean().count());
  if (measure == "max") return static_cast<double>(histogram.largest().count());
  return static_cast<double>(histogram.at(percentile(measure).value_or(1)).count());
}

std::uint64_t answers_with(std::string_view status, const Tally& tally) {
  const auto first = static_cast<std::size_t>(status[0] - '0') * 100;
  if (status.ends_with("xx")) {
    const auto* begin = tally.statuses.begin() + first;
    return std::accumulate(begin, begin + 100, std::uint64_t{0});
  }
  return tally
      .statuses[first + static_cast<std::size_t>(status[1] - '0') * 10 + static_cast<std::size_t>(status[2] - '0')];
}

double value_of(const Threshold& threshold, const Figures& figures) {
  const Tally& tally = figures.tally;
  if (threshold.unit == Unit::time) return latency(threshold.measure, tally.latency);
  if (threshold.measure == "rate") return figures.requests_per_second();
  const bool errors = threshold.measure == "errors";
  const auto count =
      static_cast<double>(errors ? tally.failures + tally.unsent : answers_with(threshold.measure, tally));
  if (threshold.unit == Unit::number) return count;
  const auto whole = static_cast<double>(errors ? tally.requests + tally.unsent : tally.latency.count());
  return whole > 0 ? 100 * count / whole : 0;
}

bool holds(double value, std::string_view relation, double bound) {
  if (relation == ">") return value > bound;
  if (relation == ">=") return value >= bound;
  return relation == "<" ? value < bound : value <= bound;
}

std::string value_in_words(const Threshold& threshold, double value) {
  if (threshold.unit == Unit::time) return in_words(Duration(static_cast<Duration::rep>(value)));
  return fmt::format("{}{}", in_digits(value), threshold.unit == Unit::percent ? " %" : "");
}

}  // namespace

Thresholds parse_thresholds(const std::string& text) {
  Thresholds thresholds;
  for (std::string_view rest = text; const auto element = http::next_element(rest);) {
    if (!element->empty()) thresholds.push_back(parse_one(*element));
  }
  if (thresholds.empty()) refuse_condition(text, "a condition such as p99>50ms or errors>0.1%");
  return thresholds;
}

std::vector<std::string> crossed(const Thresholds& thresholds, const Figures& figures) {
  std::vector<std::string> all;
  for (const Threshold& threshold : thresholds) {
    if (threshold.unit == Unit::time && figures.tally.latency.count() == 0) {
      all.push_back(fmt::format("{}: there was no answer", threshold.text));
      continue;
    }
    const double value = value_of(threshold, figures);
    if (!holds(value, threshold.relation, threshold.bound)) continue;
    all.push_back(fmt::format("{}: it was {}", threshold.text, value_in_words(threshold, value)));
  }
  return all;
}

}  // namespace weft::cli::load
