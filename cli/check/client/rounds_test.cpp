#include <cli/check/client/rounds.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

const ClientOptions cleartext{.listen = "http://localhost:0"};

TEST(Rounds, know_a_command_that_makes_no_request) {
  const Findings findings = run_command(Command({"sh", "-c", "exit 7", "{url}"}), {&exact_case}, cleartext);
  EXPECT_TRUE(findings.cases.empty());
  EXPECT_EQ(findings.unreachable, "the command makes no request in HTTP/2: it ended with 7");
}

// Its parent is the test.
TEST(Rounds, that_a_signal_ends_have_not_asked_all) {
  const Findings findings =
      run_command(Command({"sh", "-c", "kill -TERM $PPID; sleep 600", "{url}"}), {&exact_case}, cleartext);
  EXPECT_EQ(findings.unreachable, "a signal ended the check");
  EXPECT_FALSE(holds(findings, false));
}

TEST(Rounds, cannot_run_what_is_not_there) {
  EXPECT_THROW(run_command(Command({"/nowhere/weft", "{url}"}), {&exact_case}, cleartext), std::runtime_error);
}

TEST(Rounds, listen_at_urls_of_http_alone) {
  EXPECT_THROW(run_command(Command({"true", "{url}"}), {&exact_case}, {.listen = "ftp://localhost:0"}),
               std::runtime_error);
}

}  // namespace
}  // namespace weft::cli::check
