#include <cli/load/pace.hpp>

#include <vector>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

constexpr Time start{1h};

Timetable at_rate(double rate) {
  Timetable timetable;
  timetable.begin = timetable.measured = start;
  timetable.rate = rate;
  return timetable;
}

std::vector<Duration> all_due(Pace& pace, Time now) {
  std::vector<Duration> due;
  while (const auto next = pace.next(now)) due.push_back(*next - start);
  return due;
}

TEST(Pace, before_the_start_nothing_is_due) {
  Pace pace;
  EXPECT_FALSE(pace.next(start));
  EXPECT_TRUE(pace.exhausted(start));
}

TEST(Pace, in_a_closed_loop_each_request_is_due_now) {
  Pace pace({.begin = start, .measured = start, .count = 2});
  EXPECT_EQ(pace.next(start + 3s), start + 3s);
  EXPECT_FALSE(pace.exhausted(start + 3s));
  EXPECT_EQ(pace.next(start + 4s), start + 4s);
  EXPECT_FALSE(pace.next(start + 4s));
  EXPECT_TRUE(pace.exhausted(start + 4s));
}

TEST(Pace, a_closed_loop_ends_with_its_time) {
  Pace pace({.begin = start, .measured = start, .end = start + 1s});
  EXPECT_TRUE(pace.next(start + 999ms));
  EXPECT_FALSE(pace.exhausted(start + 999ms));
  EXPECT_FALSE(pace.next(start + 1s));
  EXPECT_TRUE(pace.exhausted(start + 1s));
}

TEST(Pace, the_warm_up_takes_nothing_of_the_count) {
  Pace pace({.begin = start, .measured = start + 1s, .count = 1});
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(pace.next(start));
  EXPECT_FALSE(pace.exhausted(start));
  EXPECT_TRUE(pace.next(start + 1s));
  EXPECT_FALSE(pace.next(start + 1s));
}

TEST(Pace, in_an_open_loop_requests_are_due_by_the_rate) {
  Pace pace(at_rate(1000));
  EXPECT_EQ(all_due(pace, start + 3ms), (std::vector<Duration>{0ms, 1ms, 2ms, 3ms}));
  EXPECT_EQ(pace.next_due(), start + 4ms);
}

TEST(Pace, what_was_late_keeps_the_time_it_was_due) {
  Pace pace(at_rate(10));
  const auto due = all_due(pace, start + 1s);
  ASSERT_EQ(due.size(), 11U);
  EXPECT_EQ(due.front(), 0s);
  EXPECT_EQ(due.back(), 1s);
}

TEST(Pace, a_high_rate_is_due_in_steps_and_loses_nothing) {
  Pace pace(at_rate(1'000'000));
  const auto due = all_due(pace, start + 10ms);
  EXPECT_EQ(due.size(), 10'001U);
  EXPECT_EQ(due[1], 100us);
  EXPECT_EQ(due[100], 100us);
  EXPECT_EQ(due[101], 200us);
}

TEST(Pace, an_odd_rate_does_not_drift) {
  Pace pace(at_rate(3));
  const auto due = all_due(pace, start + 100s);
  EXPECT_EQ(due.size(), 301U);
  EXPECT_EQ(due[300], 100s);
}

TEST(Pace, threads_take_turns) {
  Timetable timetable = at_rate(1000);
  timetable.turns = 2;
  Pace first(timetable);
  timetable.turn = 1;
  Pace second(timetable);
  EXPECT_EQ(all_due(first, start + 4ms), (std::vector<Duration>{0ms, 2ms, 4ms}));
  EXPECT_EQ(all_due(second, start + 4ms), (std::vector<Duration>{1ms, 3ms}));
}

TEST(Pace, an_open_loop_ends_with_what_is_due_before_its_end) {
  Timetable timetable = at_rate(1000);
  timetable.end = start + 3ms;
  Pace pace(timetable);
  EXPECT_EQ(all_due(pace, start + 1h).size(), 3U);
  EXPECT_TRUE(pace.exhausted(start));
  EXPECT_EQ(pace.next_due(), never);
}

TEST(Pace, tells_what_was_asked_for_and_not_begun) {
  Pace counted({.begin = start, .measured = start, .count = 3});
  counted.next(start);
  EXPECT_EQ(counted.unsent(start + 1h), 2U);
  const Pace timed({.begin = start, .measured = start, .end = start + 1s});
  EXPECT_EQ(timed.unsent(start + 1h), 0U);
  Timetable timetable = at_rate(1000);
  timetable.end = start + 3ms;
  Pace paced(timetable);
  paced.next(start);
  EXPECT_EQ(paced.unsent(start + 1h), 2U);
  timetable.count = 10;
  EXPECT_EQ(Pace(timetable).unsent(start), 10U);
}

TEST(Pace, counts_those_that_wait_without_taking_them) {
  Pace pace(at_rate(1000));
  EXPECT_EQ(pace.waiting(start + 9ms), 10U);
  EXPECT_EQ(pace.waiting(start + 9ms, 4), 4U);
  EXPECT_EQ(all_due(pace, start + 9ms).size(), 10U);
  EXPECT_EQ(pace.waiting(start + 9ms), 0U);
}

}  // namespace
}  // namespace weft::cli::load
