#include <cli/check/report.hpp>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

TEST(ReportJson, has_cases_sums_and_clauses) {
  const auto json = nlohmann::json::parse(json_of(some_findings(), "https://a/", false));
  EXPECT_EQ(json["url"], "https://a/");
  EXPECT_EQ(json["cases"].size(), 4u);
  EXPECT_EQ(json["cases"][1]["verdict"], "wrong");
  EXPECT_EQ(json["cases"][1]["flaky"], true);
  EXPECT_EQ(json["cases"][1]["exchange"], "line 1\nline 2\n");
  EXPECT_FALSE(json["cases"][0].contains("exchange"));
  EXPECT_EQ(json["cases"][3]["missing"], "extended CONNECT");
  EXPECT_EQ(json["sums"]["exact"], 1);
  EXPECT_EQ(json["clauses"]["9113 6.9#2"], "kept");
  EXPECT_EQ(json["clauses"]["9113 6.9#5"], "broken");
}

TEST(ReportJson, has_what_the_server_can_do) {
  Findings findings = some_findings();
  findings.peer.http11 = true;
  findings.peer.body = 70'000;
  auto json = nlohmann::json::parse(json_of(findings, "https://a/", false));
  EXPECT_EQ(json["server"]["http11"], true);
  EXPECT_EQ(json["server"]["tls12"], false);
  EXPECT_EQ(json["server"]["max_concurrent_streams"], nullptr);
  EXPECT_EQ(json["server"]["answer"], 70'000);
  findings.peer.max_concurrent_streams = 100;
  json = nlohmann::json::parse(json_of(findings, "https://a/", false));
  EXPECT_EQ(json["server"]["max_concurrent_streams"], 100);
  findings.role = http::Role::client;
  EXPECT_FALSE(nlohmann::json::parse(json_of(findings, "curl", false)).contains("server"));
}

}  // namespace
}  // namespace weft::cli::check
