#include <cli/load/compare.hpp>

#include <algorithm>

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

}  // namespace

std::vector<Measure> measures(const Side& a, const Side& b) {
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
    for (Side* side : {&a, &b, &b, &a}) side->runs.push_back(run(side->plan, side->options));
  }
}

double median(const Measure& measure, const Side& side) {
  return median_of(values(measure, side));
}

Ratio compare(const Measure& measure, const Side& a, const Side& b) {
  return paired_ratio(values(measure, a), values(measure, b));
}

}  // namespace weft::cli::load
