#include <weft/io/loop.hpp>

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::run_until;
using namespace std::chrono_literals;

struct CountedEnd final : TurnEnd {
  void on_turn_end() override {
    ++count;
    if (when_ended) when_ended();
  }
  int count = 0;
  std::function<void()> when_ended;
};

struct CountedLater final : Later {
  void on_later() override {
    ++count;
    if (when_called) when_called();
  }
  int count = 0;
  std::function<void()> when_called;
};

TEST(Loop, runs_what_other_threads_post_until_one_of_them_stops_it) {
  Loop loop;
  int ran = 0;
  const auto here = std::this_thread::get_id();
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) {
      loop.post([&] {
        EXPECT_EQ(std::this_thread::get_id(), here);
        if (++ran == 100) std::thread([&loop] { loop.stop(); }).join();
      });
    }
  });
  loop.run();
  other.join();
  EXPECT_EQ(ran, 100);
}

TEST(Loop, stopped_before_it_runs_returns_at_once) {
  Loop loop;
  loop.stop();
  loop.run();
}

TEST(Loop, can_run_again) {
  Loop loop;
  int ran = 0;
  for (int i = 0; i < 2; ++i) {
    loop.post([&] {
      ++ran;
      loop.stop();
    });
    loop.run();
  }
  EXPECT_EQ(ran, 2);
}

TEST(Loop, gathers_what_is_posted_into_one_turn) {
  Loop loop;
  CountedEnd end;
  int ran = 0;
  for (int i = 0; i < 10; ++i) {
    loop.post([&] {
      ++ran;
      loop.at_turn_end(end);
    });
  }
  loop.turn();
  EXPECT_EQ(ran, 10);
  EXPECT_EQ(end.count, 1);
}

TEST(Loop, work_that_makes_more_work_does_not_keep_the_turn_from_ending) {
  Loop loop;
  CountedEnd end;
  std::function<void()> again = [&] { loop.post(again); };
  loop.post(again);
  loop.at_turn_end(end);
  loop.turn();
  EXPECT_EQ(end.count, 1);
}

TEST(Loop, a_hook_that_asks_again_is_called_in_the_next_turn_which_does_not_wait) {
  Loop loop;
  CountedEnd end;
  end.when_ended = [&] {
    if (end.count < 3) loop.at_turn_end(end);
  };
  loop.at_turn_end(end);
  loop.turn();
  EXPECT_EQ(end.count, 1);
  loop.turn();
  loop.turn();
  EXPECT_EQ(end.count, 3);
}

TEST(Loop, a_hook_that_is_destroyed_is_not_called) {
  Loop loop;
  auto end = std::make_unique<CountedEnd>();
  auto later = std::make_unique<CountedLater>();
  loop.at_turn_end(*end);
  loop.later(*later);
  CountedEnd other;
  loop.at_turn_end(other);
  end.reset();
  later.reset();
  loop.turn();
  EXPECT_EQ(other.count, 1);
}

TEST(Loop, later_comes_before_the_end_of_the_turn) {
  Loop loop;
  std::string order;
  CountedEnd end;
  CountedLater first;
  CountedLater second;
  end.when_ended = [&] { order += "end "; };
  first.when_called = [&] {
    order += "first ";
    loop.later(second);
  };
  second.when_called = [&] { order += "second "; };
  loop.at_turn_end(end);
  loop.later(first);
  loop.later(first);
  loop.turn();
  EXPECT_EQ(order, "first second end ");
}

TEST(Loop, all_of_a_turn_happens_at_one_time) {
  Loop loop;
  std::vector<Time> times;
  for (int i = 0; i < 2; ++i) loop.post([&] { times.push_back(loop.now()); });
  loop.turn();
  loop.post([&] { times.push_back(loop.now()); });
  loop.turn();
  EXPECT_EQ(times.at(0), times.at(1));
  EXPECT_LT(times.at(1), times.at(2));
}

TEST(Loop, wakes_for_a_deadline) {
  struct Noted final : Deadline {
    ~Noted() override = default;
    void on_deadline(Time now) override { fired = now; }
    Time fired{};
  } noted;
  Loop loop;
  const Time due = loop.now() + 20ms;
  loop.deadlines().arm(noted, due);
  run_until(loop, [&] { return noted.fired != Time(); });
  EXPECT_GE(noted.fired, due);
}

TEST(Loop, a_sooner_deadline_moves_the_timer) {
  struct Noted final : Deadline {
    ~Noted() override = default;
    void on_deadline(Time /*now*/) override { fired = true; }
    bool fired = false;
  } soon, late;
  Loop loop;
  loop.deadlines().arm(late, loop.now() + 1h);
  loop.post([] {});
  loop.turn();
  loop.deadlines().arm(soon, loop.now() + 1ms);
  run_until(loop, [&] { return soon.fired; });
  EXPECT_FALSE(late.fired);
}

// --- on a clock of the caller's own ----------------------------------------------------------------------------------

TEST(LoopOnAClock, runs_until_nothing_is_left_to_do_at_that_time) {
  Time now{1000h};
  Loop loop(now);
  CountedLater later;
  CountedEnd end;
  later.when_called = [&] { loop.at_turn_end(end); };
  end.when_ended = [&] {
    if (end.count < 3) loop.later(later);
  };
  loop.later(later);
  loop.run();
  EXPECT_EQ(later.count, 3);
  EXPECT_EQ(end.count, 3);
  EXPECT_EQ(loop.now(), Time{1000h});
}

TEST(LoopOnAClock, keeps_its_deadlines_when_the_clock_moves) {
  struct Noted final : Deadline {
    ~Noted() override = default;
    void on_deadline(Time now) override { fired = now; }
    Time fired{};
  } noted;
  Time now{1000h};
  Loop loop(now);
  loop.deadlines().arm(noted, now + 1h);
  now += 59min;
  loop.run();
  EXPECT_EQ(noted.fired, Time());
  now += 2min;
  loop.run();
  EXPECT_EQ(noted.fired, now);
}

}  // namespace
}  // namespace weft::io
