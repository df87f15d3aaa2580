// Two targets under the same load in turn, A B B A, so that a drift of the machine meets both alike.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <cli/load/plan.hpp>
#include <cli/load/ratios.hpp>
#include <cli/load/run.hpp>

namespace weft::cli::load {

struct Side {
  Plan plan;
  RunOptions options;
  std::vector<Figures> runs;
};

// A figure that is compared, and how to get it from a run.
struct Measure {
  std::string name;   // "requests_per_second"
  std::string title;  // "requests a second"
  std::function<double(const Figures&)> of;
};
// CPU is among them where both servers' processes are known.
std::vector<Measure> measures(const Side& a, const Side& b);

// Two runs of each a round. After a signal there are as many runs of both as were whole.
void run_in_turn(Side& a, Side& b, std::size_t rounds);

double median(const Measure& measure, const Side& side);
Ratio compare(const Measure& measure, const Side& a, const Side& b);

}  // namespace weft::cli::load
