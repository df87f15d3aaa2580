#include <cli/check/check.hpp>

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/output_test.hpp>

namespace weft::cli {
namespace {

using check::output_of;

TEST(CheckVerb, lists_cases_without_a_server) {
  const std::string all = output_of("--list");
  EXPECT_THAT(all, testing::HasSubstr("\n6.3/too-short: PRIORITY of 4 octets\n"));
  EXPECT_THAT(all, testing::HasSubstr("\n7541-6.1/index-0: "));
}

TEST(CheckVerb, lists_what_is_meant) {
  const std::string some = output_of("--list --only 6.3 --only 7541-6.1/index-0");
  EXPECT_THAT(some, testing::HasSubstr("6.3/too-short: "));
  EXPECT_THAT(some, testing::HasSubstr("7541-6.1/index-0: "));
  EXPECT_THAT(some, testing::Not(testing::HasSubstr("6.4/")));
}

TEST(CheckVerb, knows_when_nothing_is_meant) {
  CLI::App app;
  int code = 0;
  add_check(app, code);
  EXPECT_THROW(app.parse("check server --list --only 6.99"), std::runtime_error);
}

TEST(CheckVerb, lists_cases_of_clients) {
  CLI::App app;
  int code = -1;
  add_check(app, code);
  testing::internal::CaptureStdout();
  app.parse("check client --list --only 6.7");
  EXPECT_EQ(code, 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), testing::StartsWith("6.7/is-answered: PING\n"));
}

TEST(CheckVerb, takes_a_command_as_it_stands) {
  CLI::App app;
  int code = -1;
  add_check(app, code);
  // Without the place of a URL it is refused, and not taken for options.
  EXPECT_THROW(app.parse("check client -- curl -sk url"), std::runtime_error);
}

TEST(CheckVerb, wants_a_server) {
  CLI::App app;
  int code = 0;
  add_check(app, code);
  EXPECT_THROW(app.parse("check server"), CLI::RequiredError);
}

}  // namespace
}  // namespace weft::cli
