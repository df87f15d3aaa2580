#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cli/check/floods/findings_test.hpp>
#include <cli/check/floods/floods.hpp>

namespace weft::cli::check {
namespace {

nlohmann::json told(const FloodFindings& findings) {
  return nlohmann::json::parse(json_of(findings, "http://a/"));
}

TEST(FloodReportJson, has_floods_and_sums) {
  const auto json = told(some_floods());
  EXPECT_EQ(json["url"], "http://a/");
  EXPECT_EQ(json["sums"], nlohmann::json({{"ended", 1}, {"not tried", 1}}));
  const auto& flood = json["floods"][0];
  EXPECT_EQ(flood["id"], "abuse/rapid-reset");
  EXPECT_EQ(flood["fate"], "ended");
  EXPECT_EQ(flood["holds"], true);
  EXPECT_EQ(flood["others"], nlohmann::json({{"served", 12}, {"unserved", 0}, {"slowest_ms", 2.5}}));
  EXPECT_EQ(flood["honest"]["verdict"], "exact");
  EXPECT_FALSE(flood["honest"].contains("exchange"));
  EXPECT_EQ(flood["cost"], nlohmann::json({{"cpu_ms", 40.0}, {"memory", 524'288}, {"peak", 1'572'864}}));
  EXPECT_EQ(json["floods"][1]["missing"], "a dynamic table");
  EXPECT_FALSE(json.contains("gone"));
}

TEST(FloodReportJson, has_the_exchange_of_a_twin_that_was_not_served) {
  const auto json = told(floods_that_fail());
  EXPECT_EQ(json["sums"]["fails"], 1);
  const auto& flood = json["floods"][0];
  EXPECT_EQ(flood["holds"], false);
  EXPECT_EQ(flood["honest"]["expected"], "a whole answer on stream 101, and the connection goes on");
  EXPECT_EQ(flood["honest"]["exchange"], "line 1\nline 2\n");
  EXPECT_EQ(flood["recordings"], nlohmann::json({"dir/a.sqlog"}));
}

TEST(FloodReportJson, says_that_the_server_had_gone) {
  FloodFindings findings = some_floods();
  findings.floods[0].twin.reset();
  findings.unreachable = "connection_refused";
  const auto json = told(findings);
  EXPECT_EQ(json["gone"], "connection_refused");
  EXPECT_EQ(json["floods"][0]["honest"]["missing"], "the server had gone");
}

}  // namespace
}  // namespace weft::cli::check
