#include <cli/load/compare.hpp>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

Figures figures(Duration latency, std::optional<Duration> server_cpu = std::nullopt) {
  Figures figures;
  figures.tally.from = Time{};
  figures.tally.begun(Time{}, Time{});
  figures.tally.answered(Time{}, Time{latency}, Time{latency}, 200);
  figures.elapsed = 1s;
  figures.server_cpu = server_cpu;
  return figures;
}

std::vector<std::string> names(const Side& a, const Side& b) {
  std::vector<std::string> names;
  for (const Measure& measure : measures(a, b)) names.push_back(measure.name);
  return names;
}

TEST(Compare, cpu_is_compared_only_where_both_servers_are_known) {
  Side a;
  Side b;
  a.runs = {figures(1ms, 1us)};
  b.runs = {figures(1ms)};
  const std::vector<std::string> without = {"requests_per_second", "latency_p50_us", "latency_p99_us"};
  EXPECT_EQ(names(a, b), without);
  b.runs = {figures(1ms, 1us)};
  EXPECT_EQ(names(a, b).back(), "server_cpu_us_per_request");
}

TEST(Compare, a_ratio_is_that_of_the_pairs_and_not_of_the_medians) {
  Side a;
  Side b;
  a.runs = {figures(10ms), figures(2ms), figures(9ms)};
  b.runs = {figures(5ms), figures(1ms), figures(1ms)};
  const Measure p50 = measures(a, b)[1];
  EXPECT_NEAR(median(p50, a), 9'000, 1);
  EXPECT_NEAR(median(p50, b), 1'000, 1);
  EXPECT_NEAR(compare(p50, a, b).median, 2, 0.001);
}

TEST(Compare, a_run_without_an_answer_divides_by_no_zero) {
  Side a;
  Side b;
  a.runs = {figures(1ms)};
  b.runs = {Figures()};
  for (const Measure& measure : measures(a, b)) EXPECT_GT(compare(measure, a, b).median, 0);
}

}  // namespace
}  // namespace weft::cli::load
