#include <weft/io/signal.hpp>

#include <gtest/gtest.h>

#include <memory>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace signal_test {

using test::run_until;

struct Consumer {
  explicit Consumer(Loop& loop) : signal(loop) {}
  Signal signal;
  int available = 0;
  int taken = 0;
  bool over = false;
};

Task<> consume(Consumer& consumer, int count) {
  while (consumer.taken < count) {
    while (consumer.available == 0) co_await consumer.signal.wait();
    --consumer.available;
    ++consumer.taken;
  }
}

void start(Loop& loop, Consumer& consumer, int count) {
  spawn(loop, consume(consumer, count), [&consumer](const std::exception_ptr& failure) {
    EXPECT_FALSE(failure);
    consumer.over = true;
  });
}

TEST(Signal, wakes_the_coroutine_that_waits) {
  Loop loop;
  Consumer consumer(loop);
  start(loop, consumer, 2);
  for (int i = 1; i <= 2; ++i) {
    loop.post([&] {
      ++consumer.available;
      consumer.signal.notify();
      EXPECT_EQ(consumer.taken, i - 1) << "not from inside notify()";
    });
    run_until(loop, [&] { return consumer.taken == i; });
  }
  run_until(loop, [&] { return consumer.over; });
}

TEST(Signal, wakes_in_the_same_turn) {
  Loop loop;
  Consumer consumer(loop);
  start(loop, consumer, 10);
  loop.turn();
  loop.post([&] {
    ++consumer.available;
    consumer.signal.notify();
  });
  loop.turn();
  EXPECT_EQ(consumer.taken, 1);
}

TEST(Signal, remembers_a_notice_that_nobody_waited_for) {
  Loop loop;
  bool over = false;
  Signal signal(loop);
  signal.notify();
  signal.notify();
  spawn(loop, signal.wait(), [&](const std::exception_ptr&) { over = true; });
  run_until(loop, [&] { return over; });
  // Both notices were one.
  bool again = false;
  spawn(loop, signal.wait(), [&](const std::exception_ptr&) { again = true; });
  for (int i = 0; i < 3; ++i) {
    loop.post([] {});
    loop.turn();
  }
  EXPECT_FALSE(again);
  signal.notify();
  run_until(loop, [&] { return again; });
}

TEST(Signal, destroyed_takes_the_waiting_coroutine_with_it) {
  struct Witness {
    explicit Witness(bool& tells) : gone(tells) {}
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    ~Witness() { gone = true; }
    bool& gone;
  };
  Loop loop;
  bool gone = false;
  auto signal = std::make_unique<Signal>(loop);
  constexpr auto work = [](Signal& waits_for, bool& tells) -> Task<> {
    const Witness witness(tells);
    co_await waits_for.wait();
  };
  spawn(loop, work(*signal, gone), [](const std::exception_ptr&) { FAIL(); });
  loop.turn();
  EXPECT_FALSE(gone);
  signal.reset();
  run_until(loop, [&] { return gone; });
}

}  // namespace signal_test
}  // namespace weft::io
