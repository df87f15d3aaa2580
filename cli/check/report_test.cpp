#include <cli/check/report.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Report, shows_what_is_not_exact_with_the_clause_and_the_exchange_of_a_failure) {
  const std::string text = report_of(some_findings(), {});
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
  const std::string text = report_of(some_findings(), {.verbose = true});
  EXPECT_THAT(text, HasSubstr("exact           6.9/exact: something\n"));
  EXPECT_THAT(text, HasSubstr("not tried       8441-4/untried: a fourth\n                missing: extended CONNECT\n"));
}

TEST(Report, takes_what_is_allowed_for_a_failure_where_it_is_strict) {
  EXPECT_THAT(report_of(some_findings(), {.strict = true}), HasSubstr("line 3"));
}

TEST(Report, sums_up_the_clauses) {
  const std::string text = report_of(some_findings(), {});
  EXPECT_THAT(text, HasSubstr(" clauses that bind a server: 2 are kept, 1 are broken, "));
}

TEST(Report, tells_what_a_server_can_do) {
  Findings findings = some_findings();
  findings.peer.http11 = true;
  EXPECT_THAT(report_of(findings, {}),
              HasSubstr("\nthe server has HTTP/1.1, HTTP/2 over TLS 1.3; any number of streams"));
  findings.role = http::Role::client;
  EXPECT_THAT(report_of(findings, {}), Not(HasSubstr("has HTTP/1.1")));
}

TEST(Report, says_that_the_server_had_gone) {
  Findings gone = some_findings();
  gone.unreachable = "connect_failed";
  EXPECT_THAT(report_of(gone, {}), HasSubstr("the server had gone: connect_failed\n"));
}

TEST(Report, says_that_the_check_of_a_client_was_ended) {
  Findings ended = some_findings();
  ended.role = http::Role::client;
  ended.unreachable = "a signal ended the check";
  EXPECT_THAT(report_of(ended, {}), HasSubstr("\na signal ended the check\n"));
}

TEST(Report, says_that_it_died_while_no_case_was_under_way) {
  Findings died = some_findings();
  died.deaths = {{}};
  EXPECT_THAT(report_of(died, {}), HasSubstr("the server died while no case was under way\n"));
}

TEST(Report, says_which_cases_the_server_died_under) {
  Findings gone = some_findings();
  gone.cases[1].sort = Sort::suspected;
  gone.deaths = {{&exact_case, &allowed_case}};
  const std::string text = report_of(gone, {});
  EXPECT_THAT(text, HasSubstr("suspected       6.9/wrong: something <else>\n"));
  EXPECT_THAT(text, HasSubstr("one of 1 case that were under way killed it; --restart COMMAND"));
  EXPECT_THAT(text, HasSubstr("under none of them alone: 6.9/exact 7541-6.1/allowed\n"));
}

}  // namespace
}  // namespace weft::cli::check
