#include <cli/check/report.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

using testing::HasSubstr;

TEST(ReportJunit, is_a_suite_of_test_cases) {
  const std::string text = junit_of(some_findings(), false);
  EXPECT_THAT(text, HasSubstr("<testsuite name=\"weft check server\" tests=\"4\" failures=\"1\" skipped=\"1\">"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"RFC 9113 6.9\" name=\"exact\"/>"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"RFC 7541 6.1\" name=\"allowed\"/>"));
  EXPECT_THAT(text,
              HasSubstr("<failure message=\"wrong: expected RST_STREAM, found GOAWAY\">line 1\nline 2\n</failure>"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"missing: extended CONNECT\"/>"));
  EXPECT_THAT(junit_of(some_findings(), true), HasSubstr("failures=\"2\""));
}

TEST(ReportJunit, has_a_failure_for_each_death_that_no_case_alone_answers_for) {
  Findings gone = some_findings();
  gone.deaths = {{&exact_case, &allowed_case}, {}};
  gone.unreachable = "connect_failed";
  const std::string text = junit_of(gone, false);
  EXPECT_THAT(text, HasSubstr("tests=\"7\" failures=\"4\" skipped=\"1\">"));
  EXPECT_THAT(text,
              HasSubstr("<testcase classname=\"weft check server\" name=\"death 1\"><failure message=\"the server "
                        "died under these cases together, and under none of them alone: 6.9/exact "
                        "7541-6.1/allowed\"/></testcase>"));
  EXPECT_THAT(text, HasSubstr("name=\"death 2\"><failure message=\"the server died while no case was under way\"/>"));
  EXPECT_THAT(text, HasSubstr("name=\"death 3\"><failure message=\"the server had gone: connect_failed\"/>"));
}

TEST(ReportJunit, has_no_octets_that_xml_does_not_take) {
  Findings odd = some_findings();
  odd.cases[1].exchange = "a & b < c \x01";
  EXPECT_THAT(junit_of(odd, false), HasSubstr("a &amp; b &lt; c ?"));
}

}  // namespace
}  // namespace weft::cli::check
