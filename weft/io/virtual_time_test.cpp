#include <weft/io/virtual_time.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <list>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <weft/io/deadline.hpp>
#include <weft/io/signal.hpp>
#include <weft/io/task.hpp>
#include <weft/io/within.hpp>

namespace weft::io {
namespace virtual_time_test {

using namespace std::chrono_literals;

// Loops, each with its thread.
class Loops : public testing::Test {
 protected:
  ~Loops() override {
    for (auto& loop : loops) loop.stop();
    for (auto& thread : threads) thread.join();
  }

  void start(int number) {
    for (int i = 0; i < number; ++i) {
      threads.emplace_back([&loop = loops.emplace_back()] { loop.run(); });
    }
  }
  void take(VirtualTime& time) {
    time.take([this](const VirtualTime::Work& work) {
      for (auto& loop : loops) loop.post([&loop, work] { work(loop); });
    });
  }
  // The events in their order, on any loop: none runs beside another while the test waits for one.
  void note(const std::string& what) { told += what + ";"; }

  std::list<Loop> loops;
  std::vector<std::thread> threads;
  std::string told;
};

struct Bell final : Deadline {
  explicit Bell(std::function<void()> its_ring) : ring(std::move(its_ring)) {}
  void on_deadline(Time) override { ring(); }
  std::function<void()> ring;
};

TEST_F(Loops, have_time_that_stands_until_the_test_moves_it) {
  start(1);
  VirtualTime time;
  take(time);
  Loop& loop = loops.front();
  Time begin = never;
  loop.post([&] { begin = loop.now(); });
  time.rest();
  Time later = never;
  time.advance(1h);
  loop.post([&] { later = loop.now(); });
  time.rest();
  EXPECT_EQ(later - begin, 1h);
}

TEST_F(Loops, do_what_is_due_in_its_order_on_all_of_them) {
  start(2);
  VirtualTime time;
  take(time);
  Bell first([this] { note("first"); });
  Bell second([this] { note("second"); });
  Bell last([this] { note("last"); });
  loops.front().post([&] {
    auto& loop = loops.front();
    loop.deadlines().arm(first, loop.now() + 1s);
    loop.deadlines().arm(last, loop.now() + 3s);
  });
  loops.back().post([&] { loops.back().deadlines().arm(second, loops.back().now() + 2s); });
  time.advance(999ms - Deadlines::tick);
  EXPECT_EQ(told, "");
  time.advance(1h);
  EXPECT_EQ(told, "first;second;last;");
}

// Each beat is armed by the one before.
TEST_F(Loops, meet_all_moments_on_the_way) {
  start(1);
  VirtualTime time;
  take(time);
  Loop& loop = loops.front();
  int beats = 0;
  Bell bell([&] {
    ++beats;
    loop.deadlines().arm(bell, loop.now() + 5s);
  });
  loop.post([&] { loop.deadlines().arm(bell, loop.now() + 5s); });
  time.advance(1min);
  EXPECT_EQ(beats, 12);
  loop.post([&] { loop.deadlines().disarm(bell); });
  time.rest();
}

TEST_F(Loops, let_coroutines_sleep_and_end_by_this_time) {
  start(1);
  VirtualTime time;
  take(time);
  Loop& loop = loops.front();
  const auto work = [&]() -> Task<> {
    co_await sleep(loop, 10min);
    note("slept");
    Signal silent(loop);
    note(co_await within(5s, silent.wait()) ? "heard" : "over");
    note(co_await within(1h, sleep(loop, 5s)) ? "in time" : "late");
  };
  loop.post([&] { spawn(loop, work(), [this](const std::exception_ptr&) { note("done"); }); });
  time.advance(10min - Deadlines::tick);
  EXPECT_EQ(told, "");
  time.advance(Deadlines::tick);
  EXPECT_EQ(told, "slept;");
  time.advance(5s);
  EXPECT_EQ(told, "slept;over;");
  time.advance(5s);
  EXPECT_EQ(told, "slept;over;in time;done;");
}

// Work that goes from one loop to the other and back is over as well.
TEST_F(Loops, come_to_rest_when_none_has_something_for_another) {
  start(3);
  VirtualTime time;
  take(time);
  constexpr int hops = 100;
  int hopped = 0;
  std::function<void(Loop&)> hop = [&](Loop& here) {
    if (++hopped == hops) return;
    Loop& next = &here == &loops.back() ? loops.front() : loops.back();
    next.post([&hop, &next] { hop(next); });
  };
  loops.front().post([&] { hop(loops.front()); });
  time.rest();
  EXPECT_EQ(hopped, hops);
}

TEST_F(Loops, that_are_only_watched_keep_the_time_of_the_machine) {
  start(1);
  VirtualTime time;
  Loop& loop = loops.front();
  std::promise<bool> watched;
  loop.post([&] {
    time.watch(loop);
    watched.set_value(Loop::with_set_time() == nullptr);
  });
  EXPECT_TRUE(watched.get_future().get());
  time.advance(1h);
  Time now = never;
  loop.post([&] { now = loop.now(); });
  time.rest();
  EXPECT_LT(now, std::chrono::steady_clock::now() + 1h);
}

TEST_F(Loops, go_on_by_themselves_when_the_test_has_done) {
  start(1);
  Loop& loop = loops.front();
  std::optional<VirtualTime> time(std::in_place);
  take(*time);
  time->advance(1h);
  std::promise<void> rung;
  Bell bell([&] { rung.set_value(); });
  loop.post([&] { loop.deadlines().arm(bell, loop.now() + Deadlines::tick); });
  time.reset();
  EXPECT_EQ(rung.get_future().wait_for(10s), std::future_status::ready);
}

TEST_F(Loops, that_have_ended_are_left_out) {
  start(2);
  VirtualTime time;
  take(time);
  loops.front().stop();
  Bell bell([this] { note("second"); });
  loops.back().post([&] { loops.back().deadlines().arm(bell, loops.back().now() + 2s); });
  time.advance(1min);
  EXPECT_EQ(told, "second;");
}

}  // namespace virtual_time_test
}  // namespace weft::io
