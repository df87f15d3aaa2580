#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/floods/findings_test.hpp>
#include <cli/check/floods/floods.hpp>

namespace weft::cli::check {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(FloodReport, tells_what_came_of_each_and_what_it_cost) {
  const std::string text = report_of(some_floods(), false);
  EXPECT_THAT(text, HasSubstr("ended           abuse/rapid-reset: 5,000 requests"));
  EXPECT_THAT(text, HasSubstr("                found GOAWAY\n"
                              "                others: 12 requests served, 0 not, the slowest in 2.5 ms\n"
                              "                cost: 40 ms of CPU, +0.5 MiB of memory, +1.5 MiB at the peak\n"
                              "                honest: 50 requests that are reset"));
  EXPECT_THAT(text, HasSubstr("not tried       abuse/made-you-reset: "));
  EXPECT_THAT(text, HasSubstr("2 floods, of which 0 fail\n"));
  EXPECT_THAT(text, Not(HasSubstr("line 1")));
  EXPECT_THAT(text, Not(HasSubstr("expected ")));
}

TEST(FloodReport, tells_how_many_connections_had_the_same_fate) {
  conformance::Abuse crowd = abuse_of("abuse/rapid-reset");
  crowd.connections = 200;
  FloodFindings findings = some_floods();
  findings.floods[0].one = &crowd;
  findings.floods[0].alike = 150;
  EXPECT_THAT(report_of(findings, false), HasSubstr("found GOAWAY, on 150 of 200 connections\n"));
}

TEST(FloodReport, tells_what_fails) {
  FloodFindings findings = some_floods();
  findings.floods[0].unserved = 3;
  findings.unreachable = "connect_failed";
  const std::string text = report_of(findings, false);
  EXPECT_THAT(text, HasSubstr("fails           abuse/rapid-reset"));
  EXPECT_THAT(text, HasSubstr("expected every request of others is answered\n"));
  EXPECT_THAT(text, HasSubstr("the server had gone: connect_failed\n2 floods, of which 1 fail\n"));
}

TEST(FloodReport, shows_the_exchange_of_a_twin_that_was_not_served) {
  const std::string text = report_of(floods_that_fail(), false);
  EXPECT_THAT(text,
              HasSubstr("(CVE-2023-44487)\n                expected honest traffic is served: a whole answer on stream "
                        "101, and the connection goes on\n"));
  EXPECT_THAT(text, HasSubstr(": wrong, GOAWAY ENHANCE_YOUR_CALM\n                line 1\n                line 2\n"
                              "                recorded in dir/a.sqlog\n"));
}

TEST(FloodReport, shows_every_exchange_of_a_twin_where_that_is_wanted) {
  EXPECT_THAT(report_of(some_floods(), true), HasSubstr(": exact, no error\n                line 1\n"));
}

TEST(FloodReport, tells_a_twin_that_was_not_tried) {
  FloodFindings findings = some_floods();
  findings.floods[0].twin.reset();
  EXPECT_THAT(report_of(findings, false), HasSubstr(": not tried, the server had gone\n"));
}

}  // namespace
}  // namespace weft::cli::check
