#include <cli/load/compare.hpp>

#include <algorithm>
#include <utility>

namespace weft::cli::load {

namespace {

Measure latency(const char* name, const char* title, double share) {
  return {name, title, [share](const Figures& figures) {
            return static_cast<double>(figures.tally.latency.at(share).count()) / 1e3;
          }};
}

bool server_known(const Side& side) {
  return std::all_of(side.runs.begin(), side.runs.end(), [](const Figures& run) { return run.server_cpu.has_value(); });
}

std::vector<double> values(const Measure& measure, const Side& side) {
  std::vector<double> values;
  // A run without an answer has no figures; a ratio to nothing would be none either.
  constexpr double least = 1e-9;
  for (const Figures& run : side.runs) values.push_back(std::max(least, measure.of(run)));
  return values;
}

void level(Side& a, Side& b) {
  const std::size_t pairs = std::min(a.runs.size(), b.runs.size());
  a.runs.resize(pairs);
  b.runs.resize(pairs);
}

}  // namespace

std::vector<Measure> measures(const Side& a, const Side& b) {
  if (a.runs.empty() || a.runs.size() != b.runs.size()) return {};
  std::vector<Measure> all = {
      {"requests_per_second", "requests a second", [](const Figures& run) { return run.requests_per_second(); }},
      latency("latency_p50_us", "p50, µs", 0.5),
      latency("latency_p99_us", "p99, µs", 0.99),
  };
  if (server_known(a) && server_known(b)) {
    all.push_back({"server_cpu_us_per_request", "CPU of the server, µs a request",
                   [](const Figures& run) { return run.server_microseconds().value_or(0); }});
  }
  return all;
}

void run_in_turn(Side& a, Side& b, std::size_t rounds) {
  for (std::size_t round = 0; round < rounds; ++round) {
    for (Side* side : {&a, &b, &b, &a}) {
      Figures figures = run(side->plan, side->options);
      if (figures.interrupted != 0) return level(a, b);
      side->runs.push_back(std::move(figures));
    }
  }
}

double median(const Measure& measure, const Side& side) {
  return median_of(values(measure, side));
}

Ratio compare(const Measure& measure, const Side& a, const Side& b) {
  return paired_ratio(values(measure, a), values(measure, b));
}

}  // namespace weft::cli::load
