#include <cli/load/report_json.hpp>

#include <csignal>

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// `requests` answered in `elapsed`, each after `latency`.
Figures figures(int requests, Duration elapsed, Duration latency) {
  Figures figures;
  figures.tally.from = Time{};
  for (int i = 0; i < requests; ++i) {
    figures.tally.begun(Time{}, Time{});
    figures.tally.answered(Time{}, Time{latency}, Time{latency}, 200);
  }
  figures.elapsed = elapsed;
  figures.spoken = "HTTP/2";
  figures.connected = 3;
  figures.own_cpu = requests * 2us;
  return figures;
}

TEST(LoadJson, has_the_figures_of_a_run) {
  Plan plan;
  plan.target = parse_target("http://localhost:8080/x");
  plan.h2.streams = 7;
  Figures run = figures(10, 2s, 1500us);
  run.tally.begun(Time{}, Time{});
  run.tally.failed(Time{}, "reset: CANCEL");
  run.tally.transfers.request_fields = 100;
  run.tally.transfers.request_blocks = 20;
  const json read = json::parse(to_json(plan, run));
  EXPECT_EQ(read["target"], "http://localhost:8080");
  EXPECT_EQ(read["protocol"], "HTTP/2");
  EXPECT_EQ(read["connections"], 3);
  EXPECT_EQ(read["streams"], 7);
  EXPECT_EQ(read["threads"], 1);
  EXPECT_TRUE(read["rate"].is_null());
  EXPECT_EQ(read["seconds"], 2.0);
  EXPECT_EQ(read["requests"], 11);
  EXPECT_EQ(read["answered"], 10);
  EXPECT_EQ(read["failed"], 1);
  EXPECT_EQ(read["requests_per_second"], 5.0);
  EXPECT_EQ(read["statuses"], (json{{"200", 10}}));
  EXPECT_EQ(read["errors"], (json{{"reset: CANCEL", 1}}));
  EXPECT_EQ(read["latency_us"]["max"], 1500.0);
  EXPECT_EQ(read["latency_us"]["p50"], 1500.0);
  EXPECT_EQ(read["fields"]["requests"]["saving"], 0.8);
  EXPECT_TRUE(read["fields"]["responses"]["saving"].is_null());
  EXPECT_EQ(read["cpu_us_per_request"]["load"], 2.0);
  EXPECT_TRUE(read["cpu_us_per_request"]["server"].is_null());
}

TEST(LoadJson, says_why_there_is_nothing_to_tell) {
  EXPECT_TRUE(json::parse(to_json(Plan(), Figures()))["error"].is_null());
  const json one = json::parse(to_json(Plan(), Figures(), {}, "no connection: connection_refused"));
  EXPECT_EQ(one["error"], "no connection: connection_refused");
  EXPECT_EQ(one["answered"], 0);
  EXPECT_EQ(one["crossed"], json::array());
  EXPECT_EQ(json::parse(to_json(Plan(), Figures(), {"errors>0: it was 1"}))["crossed"][0], "errors>0: it was 1");
  const json two = json::parse(to_json(Side(), Side(), "no connection: connection_refused"));
  EXPECT_EQ(two["error"], "no connection: connection_refused");
  EXPECT_EQ(two["ratios"], json::object());
}

TEST(LoadJson, tells_of_an_early_end) {
  Figures run;
  EXPECT_TRUE(json::parse(to_json(Plan(), run))["interrupted"].is_null());
  run.interrupted = SIGINT;
  run.tally.unfinished = 4;
  run.tally.resent = 2;
  const json read = json::parse(to_json(Plan(), run));
  EXPECT_EQ(read["interrupted"], "SIGINT");
  EXPECT_EQ(read["unfinished"], 4);
  EXPECT_EQ(read["resent"], 2);
}

TEST(LoadJson, has_the_ratios_of_a_comparison) {
  Side a;
  Side b;
  for (int i = 0; i < 2; ++i) {
    a.runs.push_back(figures(20, 1s, 1ms));
    b.runs.push_back(figures(10, 1s, 2ms));
    a.runs.back().server_cpu = 20us;
    b.runs.back().server_cpu = 40us;
  }
  const json read = json::parse(to_json(a, b));
  EXPECT_EQ(read["a"].size(), 2U);
  EXPECT_EQ(read["b"].size(), 2U);
  const json& ratios = read["ratios"];
  EXPECT_EQ(ratios["requests_per_second"]["median"], 2.0);
  EXPECT_EQ(ratios["requests_per_second"]["pairs"], json::array({2.0, 2.0}));
  EXPECT_EQ(ratios["requests_per_second"]["confidence"], 0.5);
  EXPECT_EQ(ratios["latency_p50_us"]["median"], 0.5);
  EXPECT_EQ(ratios["latency_p99_us"]["median"], 0.5);
  EXPECT_EQ(ratios["server_cpu_us_per_request"]["median"], 0.25);
}

TEST(LoadJson, has_no_ratio_of_what_was_not_measured) {
  Side a;
  Side b;
  a.runs.push_back(figures(1, 1s, 1ms));
  b.runs.push_back(figures(0, 0s, 0ms));
  b.runs.back().server_cpu = 1us;
  const json read = json::parse(to_json(a, b));
  EXPECT_FALSE(read["ratios"].contains("server_cpu_us_per_request"));
}

}  // namespace
}  // namespace weft::cli::load
