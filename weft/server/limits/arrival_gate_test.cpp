#include <weft/server/limits/arrival_gate.hpp>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace weft::server {
namespace arrival_gate_test {

using namespace std::chrono_literals;
using Outcome = ArrivalVerdict::Outcome;

constexpr Time start{1h};

int passing(ArrivalGate& gate, int arrivals, Time now) {
  int passed = 0;
  for (int i = 0; i < arrivals; ++i) passed += gate.enter(now).is_refused() ? 0 : 1;
  return passed;
}

TEST(ArrivalGate, without_limits_is_open_and_holds_nothing) {
  ArrivalGate gate;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(gate.enter(start).outcome, Outcome::passes);
}

TEST(ArrivalGate, lets_as_many_pass_as_a_second_has_and_then_so_many_a_second) {
  ArrivalGate gate;
  gate.change({.rate = {.per_second = 10}});
  EXPECT_EQ(passing(gate, 50, start), 10);
  EXPECT_EQ(passing(gate, 50, start + 100ms), 1);
  EXPECT_EQ(passing(gate, 50, start + 600ms), 5);
  EXPECT_EQ(passing(gate, 50, start + 1h), 10);
}

TEST(ArrivalGate, lets_a_burst_pass_where_it_has_one) {
  ArrivalGate gate;
  gate.change({.rate = {.per_second = 10, .burst = 25}});
  EXPECT_EQ(passing(gate, 50, start), 25);
  EXPECT_EQ(passing(gate, 50, start + 1s), 10);
}

TEST(ArrivalGate, says_when_the_next_may_come) {
  ArrivalGate gate;
  gate.change({.rate = {.per_second = 4, .burst = 1}});
  EXPECT_FALSE(gate.enter(start).is_refused());
  const ArrivalVerdict verdict = gate.enter(start + 50ms);
  EXPECT_EQ(verdict.outcome, Outcome::too_fast);
  EXPECT_EQ(verdict.wait, 200ms);
  EXPECT_TRUE(gate.enter(start + 249ms).is_refused());
  EXPECT_FALSE(gate.enter(start + 250ms).is_refused());
}

TEST(ArrivalGate, lets_in_so_many_at_a_time) {
  ArrivalGate gate;
  gate.change({.at_a_time = 2});
  EXPECT_TRUE(gate.enter(start).holds_slot());
  EXPECT_TRUE(gate.enter(start).holds_slot());
  EXPECT_EQ(gate.enter(start).outcome, Outcome::too_many);
  gate.leave();
  EXPECT_TRUE(gate.enter(start).holds_slot());
  EXPECT_EQ(gate.enter(start).outcome, Outcome::too_many);
}

// Else a client that is refused again and again would never come in.
TEST(ArrivalGate, does_not_count_what_it_refuses) {
  ArrivalGate gate;
  gate.change({.rate = {.per_second = 1, .burst = 2}, .at_a_time = 1});
  EXPECT_TRUE(gate.enter(start).holds_slot());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(gate.enter(start).outcome, Outcome::too_many);
  gate.leave();
  EXPECT_TRUE(gate.enter(start).holds_slot());
  gate.leave();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(gate.enter(start).outcome, Outcome::too_fast);
  EXPECT_TRUE(gate.enter(start + 1s).holds_slot());
}

TEST(ArrivalGate, changes_for_those_to_come) {
  ArrivalGate gate;
  gate.change({.rate = {.per_second = 1, .burst = 100}});
  EXPECT_EQ(passing(gate, 200, start), 100);
  gate.change({.rate = {.per_second = 1000, .burst = 5}});
  EXPECT_EQ(passing(gate, 10, start + 1ms), 0);
  EXPECT_EQ(passing(gate, 10, start + 2ms), 1);
  EXPECT_EQ(passing(gate, 10, start + 1s), 5);
  gate.change({});
  EXPECT_EQ(passing(gate, 10, start + 1s), 10);
}

TEST(ArrivalGate, is_exact_over_threads) {
  constexpr int threads = 4;
  ArrivalGate gate;
  gate.change({.rate = {.per_second = 1, .burst = 5000}, .at_a_time = 3});
  std::atomic<int> passed = 0;
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) {
    all.emplace_back([&] {
      // Until the burst is used up: no time passes.
      for (ArrivalVerdict verdict; verdict.outcome != Outcome::too_fast;) {
        verdict = gate.enter(start);
        if (!verdict.holds_slot()) continue;
        ++passed;
        const int now_inside = ++inside;
        for (int seen = most; seen < now_inside && !most.compare_exchange_weak(seen, now_inside);) continue;
        --inside;
        gate.leave();
      }
    });
  }
  for (auto& each : all) each.join();
  EXPECT_EQ(passed, 5000);
  EXPECT_LE(most, 3);
}

}  // namespace arrival_gate_test
}  // namespace weft::server
