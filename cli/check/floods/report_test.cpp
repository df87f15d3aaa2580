#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/floods/floods.hpp>

namespace weft::cli::check {
namespace {

using testing::HasSubstr;

FloodFindings some_floods() {
  FloodFinding ended;
  ended.one = &conformance::abuses()[0];
  ended.fate = Fate::ended;
  ended.found = "GOAWAY";
  ended.served = 12;
  ended.slowest = std::chrono::microseconds(2'500);
  ended.twin.found = "no error";
  ended.cost = Cost{std::chrono::milliseconds(40), 512 * 1024};
  FloodFinding untried;
  untried.one = &conformance::abuses()[1];
  untried.found = "a dynamic table";
  FloodFindings findings;
  findings.floods = {ended, untried};
  return findings;
}

TEST(FloodReport, tells_what_came_of_each_and_what_it_cost) {
  const std::string text = report_of(some_floods());
  EXPECT_THAT(text, HasSubstr("ended           abuse/rapid-reset: 5,000 requests"));
  EXPECT_THAT(text, HasSubstr("                found GOAWAY\n"
                              "                others: 12 requests served, 0 not, the slowest in 2.5 ms\n"
                              "                honest: 50 requests that are reset"));
  EXPECT_THAT(text, HasSubstr("cost: 40 ms of CPU, +0.5 MiB of memory\n"));
  EXPECT_THAT(text, HasSubstr("not tried       abuse/made-you-reset: "));
  EXPECT_THAT(text, HasSubstr("2 floods, of which 0 fail\n"));
}

TEST(FloodReport, tells_what_fails) {
  FloodFindings findings = some_floods();
  findings.floods[0].unserved = 3;
  findings.unreachable = "connect_failed";
  const std::string text = report_of(findings);
  EXPECT_THAT(text, HasSubstr("fails           abuse/rapid-reset"));
  EXPECT_THAT(text, HasSubstr("the server had gone: connect_failed\n2 floods, of which 1 fail\n"));
}

}  // namespace
}  // namespace weft::cli::check
