#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/floods/findings_test.hpp>
#include <cli/check/floods/floods.hpp>

namespace weft::cli::check {
namespace {

using testing::HasSubstr;

TEST(FloodReportJunit, is_a_suite_of_test_cases) {
  const std::string text = junit_of(some_floods());
  EXPECT_THAT(text,
              HasSubstr("<testsuite name=\"weft check server --abuse\" tests=\"2\" failures=\"0\" skipped=\"1\">"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"abuse\" name=\"rapid-reset\"/>"));
  EXPECT_THAT(text, HasSubstr("name=\"made-you-reset\"><skipped message=\"missing: a dynamic table\"/></testcase>"));
}

TEST(FloodReportJunit, has_the_exchange_of_a_twin_that_was_not_served) {
  const std::string text = junit_of(floods_that_fail());
  EXPECT_THAT(text, HasSubstr("failures=\"1\""));
  EXPECT_THAT(text,
              HasSubstr("(CVE-2023-44487): expected: honest traffic is served: a whole answer on stream 101, and the "
                        "connection goes on; found GOAWAY; 0 requests of others not answered; honest traffic: GOAWAY "
                        "ENHANCE_YOUR_CALM\">line 1\nline 2\n</failure></testcase>"));
}

}  // namespace
}  // namespace weft::cli::check
