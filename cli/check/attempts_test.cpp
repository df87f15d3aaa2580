#include <cli/check/attempts.hpp>

#include <gtest/gtest.h>

#include <cli/check/findings_test.hpp>

namespace weft::cli::check {
namespace {

struct AttemptsTest : testing::Test {
  Finding finding{&exact_case, Sort::not_tried, "not reached", "nothing"};
  Attempts attempts{finding};
};

TEST_F(AttemptsTest, are_enough_with_one_that_holds) {
  EXPECT_FALSE(attempts.have_begun());
  EXPECT_FALSE(attempts.are_in_doubt());
  attempts.add({Sort::without_goaway, "the connection was closed", "words", "octets"});
  EXPECT_TRUE(attempts.have_begun());
  EXPECT_FALSE(attempts.are_in_doubt());
  EXPECT_EQ(finding.sort, Sort::without_goaway);
  EXPECT_EQ(finding.found, "the connection was closed");
  EXPECT_EQ(finding.exchange, "words");
  EXPECT_EQ(finding.recording, "octets");
  EXPECT_EQ(finding.expected, "nothing");
  EXPECT_FALSE(finding.flaky);
}

TEST_F(AttemptsTest, keep_no_exchange_of_a_case_that_is_exact) {
  attempts.add({Sort::exact, "no error", "words", "octets"});
  EXPECT_EQ(finding.found, "no error");
  EXPECT_EQ(finding.exchange, "");
  EXPECT_EQ(finding.recording, "");
}

TEST_F(AttemptsTest, are_three_where_it_fails) {
  for (const bool is_in_doubt : {true, true, false}) {
    attempts.add({Sort::wrong, "GOAWAY"});
    EXPECT_EQ(attempts.are_in_doubt(), is_in_doubt);
  }
  EXPECT_FALSE(finding.flaky);
}

TEST_F(AttemptsTest, tell_the_worst_and_that_it_was_not_the_same_each_time) {
  attempts.add({Sort::wrong, "GOAWAY", "wrong words"});
  attempts.add({Sort::hangs, "nothing", "no words"});
  attempts.add({Sort::exact, "no error", "right words"});
  EXPECT_EQ(finding.sort, Sort::hangs);
  EXPECT_EQ(finding.found, "nothing");
  EXPECT_EQ(finding.exchange, "no words");
  EXPECT_TRUE(finding.flaky);
}

TEST_F(AttemptsTest, that_hold_and_fail_are_in_doubt) {
  attempts.add({Sort::exact, "no error"});
  attempts.add({Sort::wrong, "GOAWAY"});
  EXPECT_TRUE(finding.flaky);
  EXPECT_TRUE(attempts.are_in_doubt());
}

TEST_F(AttemptsTest, keep_what_was_found_before_it_could_not_be_performed) {
  attempts.add_untried("pushes");
  EXPECT_EQ(finding.found, "pushes");
  EXPECT_FALSE(attempts.have_begun());
  EXPECT_FALSE(attempts.are_in_doubt());
  attempts.add({Sort::wrong, "GOAWAY"});
  attempts.add_untried("pushes");
  EXPECT_EQ(finding.sort, Sort::wrong);
  EXPECT_EQ(finding.found, "GOAWAY");
}

TEST_F(AttemptsTest, say_nothing_of_former_ones) {
  attempts.add({Sort::hangs, "nothing"});
  attempts.add({Sort::exact, "no error"});
  Attempts anew(finding);
  anew.add({Sort::exact, "no error"});
  EXPECT_EQ(finding.sort, Sort::exact);
  EXPECT_FALSE(finding.flaky);
}

TEST_F(AttemptsTest, give_a_peer_up_that_is_silent_four_times) {
  for (const bool may_live : {true, true, true, false}) EXPECT_EQ(attempts.may_live(), may_live);
}

}  // namespace
}  // namespace weft::cli::check
