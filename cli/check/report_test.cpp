#include <cli/check/report.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace weft::cli::check {
namespace {

using conformance::Case;
using testing::HasSubstr;
using testing::Not;

constexpr auto nothing = [](conformance::Script&) {};
const Case exact_case{"6.9/exact", "something", {"9113 6.9#2"}, conformance::goes_on(), nothing};
const Case wrong_case{"6.9/wrong", "something <else>", {"9113 6.9#5"}, conformance::goes_on(), nothing};
const Case allowed_case{"7541-6.1/allowed", "a third thing", {"7541 6.1#1"}, conformance::goes_on(), nothing};
const Case untried_case{"8441-4/untried", "a fourth", {"8441 4#1"}, conformance::goes_on(), nothing};

Findings findings() {
  Findings out;
  out.cases = {{&exact_case, Sort::exact, "no error", "nothing", "the exchange"},
               {&wrong_case, Sort::wrong, "GOAWAY", "RST_STREAM", "line 1\nline 2\n", true},
               {&allowed_case, Sort::allowed, "nothing", "GOAWAY", "line 3\n"},
               {&untried_case, Sort::not_tried, "extended CONNECT"}};
  return out;
}

TEST(Report, shows_what_is_not_exact_with_the_clause_and_the_exchange_of_a_failure) {
  const std::string text = report_of(findings(), {});
  EXPECT_THAT(text, HasSubstr("wrong           6.9/wrong: something <else>\n"
                              "                expected RST_STREAM\n"
                              "                found GOAWAY, but not each time\n"
                              "                RFC 9113 6.9: \"A WINDOW_UPDATE frame with a length other than 4"));
  EXPECT_THAT(text, HasSubstr("                line 1\n                line 2\n"));
  EXPECT_THAT(text, HasSubstr("allowed         7541-6.1/allowed: a third thing\n"));
  EXPECT_THAT(text, Not(HasSubstr("line 3")));
  EXPECT_THAT(text, Not(HasSubstr("6.9/exact")));
  EXPECT_THAT(text, HasSubstr("4 cases: 1 exact, 1 allowed otherwise, 1 wrong, 1 not tried\n"));
}

TEST(Report, shows_everything_to_who_wants_it) {
  const std::string text = report_of(findings(), {.verbose = true});
  EXPECT_THAT(text, HasSubstr("exact           6.9/exact: something\n"));
  EXPECT_THAT(text, HasSubstr("not tried       8441-4/untried: a fourth\n                missing: extended CONNECT\n"));
}

TEST(Report, takes_what_is_allowed_for_a_failure_where_it_is_strict) {
  EXPECT_THAT(report_of(findings(), {.strict = true}), HasSubstr("line 3"));
}

TEST(Report, sums_up_the_clauses) {
  const std::string text = report_of(findings(), {});
  EXPECT_THAT(text, HasSubstr(" clauses that bind a server: 2 are kept, 1 are broken, "));
}

TEST(Report, says_that_the_server_had_gone) {
  Findings gone = findings();
  gone.unreachable = "connect_failed";
  EXPECT_THAT(report_of(gone, {}), HasSubstr("the server had gone: connect_failed\n"));
}

TEST(ReportJson, has_cases_sums_and_clauses) {
  const auto json = nlohmann::json::parse(json_of(findings(), "https://a/", false));
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

TEST(ReportJunit, is_a_suite_of_test_cases) {
  const std::string text = junit_of(findings(), false);
  EXPECT_THAT(text, HasSubstr("<testsuite name=\"weft check server\" tests=\"4\" failures=\"1\" skipped=\"1\">"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"RFC 9113 6.9\" name=\"exact\"/>"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"RFC 7541 6.1\" name=\"allowed\"/>"));
  EXPECT_THAT(text,
              HasSubstr("<failure message=\"wrong: expected RST_STREAM, found GOAWAY\">line 1\nline 2\n</failure>"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"missing: extended CONNECT\"/>"));
  EXPECT_THAT(junit_of(findings(), true), HasSubstr("failures=\"2\""));
}

TEST(ReportJunit, has_no_octets_that_xml_does_not_take) {
  Findings odd = findings();
  odd.cases[1].exchange = "a & b < c \x01";
  EXPECT_THAT(junit_of(odd, false), HasSubstr("a &amp; b &lt; c ?"));
}

}  // namespace
}  // namespace weft::cli::check
