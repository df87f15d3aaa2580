#include <weft/io/deadline.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace weft::io {
namespace {

using namespace std::chrono_literals;

// A machine that has been up for a while.
const Time start = Time() + 100h + 3ms;

struct Noted final : Deadline {
  explicit Noted(std::function<void()> work = {}) : when_fired(std::move(work)) {}
  ~Noted() override = default;
  void on_deadline(Time now) override {
    fired.push_back(now);
    if (when_fired) when_fired();
  }
  std::vector<Time> fired;
  std::function<void()> when_fired;
};

// As a loop does: sleeps until something may be due.
void run(Deadlines& deadlines, Time until) {
  while (deadlines.next() <= until) deadlines.expire(deadlines.next());
}

TEST(Deadlines, nothing_armed_is_never_due) {
  Deadlines deadlines;
  EXPECT_EQ(deadlines.next(), never);
}

TEST(Deadlines, fire_never_early_and_at_most_a_tick_late) {
  Deadlines deadlines;
  Time base = start;
  for (const Duration after : std::vector<Duration>{1ns, 1ms, 49ms, 50ms, 51ms, 10s, 51200ms, 75s, 3600s}) {
    Noted noted;
    deadlines.expire(base);
    deadlines.arm(noted, base + after);
    run(deadlines, base + 2h);
    ASSERT_EQ(noted.fired.size(), 1u);
    EXPECT_GE(noted.fired[0], base + after);
    EXPECT_LE(noted.fired[0], base + after + Deadlines::tick);
    EXPECT_EQ(noted.when(), never);
    base += 3h;
  }
}

TEST(Deadlines, a_thousand_fire_in_order) {
  Deadlines deadlines;
  std::vector<int> order;
  std::deque<Noted> all;
  for (int i = 0; i < 1000; ++i) {
    const int place = i * 379 % 1000;  // every number once
    all.emplace_back([&order, place] { order.push_back(place); });
    deadlines.arm(all.back(), start + place * Deadlines::tick);
  }
  run(deadlines, start + 1001 * Deadlines::tick);
  ASSERT_EQ(order.size(), 1000u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Deadlines, one_that_moved_later_fires_only_then) {
  Deadlines deadlines;
  Noted noted;
  deadlines.arm(noted, start + 1s);
  for (int i = 1; i <= 100; ++i) deadlines.arm(noted, start + 1s + i * 1s);
  run(deadlines, start + 100s);
  EXPECT_TRUE(noted.fired.empty());
  run(deadlines, start + 102s);
  EXPECT_EQ(noted.fired.size(), 1u);
}

TEST(Deadlines, one_that_moved_sooner_fires_then) {
  Deadlines deadlines;
  Noted noted;
  deadlines.arm(noted, start + 100s);
  deadlines.arm(noted, start + 1s);
  run(deadlines, start + 2s);
  EXPECT_EQ(noted.fired.size(), 1u);
  run(deadlines, start + 200s);
  EXPECT_EQ(noted.fired.size(), 1u);
}

TEST(Deadlines, one_disarmed_or_destroyed_does_not_fire) {
  Deadlines deadlines;
  Noted disarmed;
  auto destroyed = std::make_unique<Noted>([] { FAIL(); });
  deadlines.arm(disarmed, start + 1s);
  deadlines.arm(*destroyed, start + 1s);
  deadlines.arm(disarmed, never);
  destroyed.reset();
  run(deadlines, start + 10s);
  EXPECT_TRUE(disarmed.fired.empty());
}

TEST(Deadlines, one_in_the_past_fires_at_the_next_tick) {
  Deadlines deadlines;
  deadlines.expire(start);
  Noted noted;
  deadlines.arm(noted, start - 5s);
  EXPECT_LE(deadlines.next(), start + Deadlines::tick);
  deadlines.expire(start + Deadlines::tick);
  EXPECT_EQ(noted.fired.size(), 1u);
}

TEST(Deadlines, one_that_fires_may_arm_itself_again) {
  Deadlines deadlines;
  Noted noted;
  Time at = start;
  noted.when_fired = [&] { deadlines.arm(noted, at += 1s); };
  deadlines.arm(noted, at);
  run(deadlines, start + 10s + Deadlines::tick);
  EXPECT_EQ(noted.fired.size(), 11u);
}

TEST(Deadlines, one_that_fires_may_destroy_another_of_the_same_tick) {
  Deadlines deadlines;
  auto victim = std::make_unique<Noted>([] { FAIL(); });
  Noted noted([&victim] { victim.reset(); });
  deadlines.arm(noted, start + 1s);
  deadlines.arm(*victim, start + 1s);
  run(deadlines, start + 2s);
  EXPECT_EQ(victim, nullptr);
}

TEST(Deadlines, a_long_sleep_over_many_rounds_loses_none) {
  Deadlines deadlines;
  deadlines.expire(start);
  Noted soon;
  Noted far;
  deadlines.arm(soon, start + 1s);
  deadlines.arm(far, start + 1h);
  deadlines.expire(start + 2h);
  EXPECT_EQ(soon.fired.size(), 1u);
  EXPECT_EQ(far.fired.size(), 1u);
}

TEST(Deadlines, what_never_moves_wakes_the_loop_once_a_round) {
  Deadlines deadlines;
  deadlines.expire(start);
  Noted noted;
  deadlines.arm(noted, start + 1h);
  int wakes = 0;
  for (; deadlines.next() <= start + 1h; ++wakes) deadlines.expire(deadlines.next());
  EXPECT_LE(wakes, 72);
}

}  // namespace
}  // namespace weft::io
