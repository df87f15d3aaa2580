#include <weft/io/signal.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <system_error>

#include <weft/io/support_test.hpp>

#include WEFT_ASIO_HEADER(bind_cancellation_slot.hpp)
#include WEFT_ASIO_HEADER(cancellation_signal.hpp)
#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(io_context.hpp)

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

// A coroutine that can be cancelled, and how it ended.
struct Cancellable {
  void start(Loop& loop, Task<> work) {
    asio::co_spawn(loop.context(), std::move(work),
                   asio::bind_cancellation_slot(cancellation.slot(), [this](const std::exception_ptr& failure) {
                     over = true;
                     if (failure) why = code_of(failure);
                   }));
  }
  void cancel() { cancellation.emit(asio::cancellation_type::terminal); }
  static std::error_code code_of(const std::exception_ptr& failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::system_error& error) {
      return error.code();
    }
  }

  asio::cancellation_signal cancellation;
  bool over = false;
  std::error_code why;
};

TEST(Signal, that_is_waited_for_hears_cancellation) {
  Loop loop;
  Signal signal(loop);
  for (int i = 0; i < 3; ++i) {
    Cancellable waiting;
    waiting.start(loop, signal.wait());
    loop.post([] {});
    loop.turn();
    EXPECT_FALSE(waiting.over);
    loop.post([&] {
      waiting.cancel();
      waiting.cancel();
      EXPECT_FALSE(waiting.over) << "not from inside emit()";
    });
    run_until(loop, [&] { return waiting.over; });
    EXPECT_EQ(waiting.why, std::errc::operation_canceled);
  }
  Cancellable waiting;
  waiting.start(loop, signal.wait());
  loop.post([&] { signal.notify(); });
  run_until(loop, [&] { return waiting.over; });
  EXPECT_FALSE(waiting.why);
}

TEST(Signal, keeps_the_notice_that_came_with_a_cancellation) {
  Loop loop;
  Signal signal(loop);
  Cancellable first;
  first.start(loop, signal.wait());
  loop.post([&] {
    signal.notify();
    first.cancel();
  });
  run_until(loop, [&] { return first.over; });
  EXPECT_EQ(first.why, std::errc::operation_canceled);
  Cancellable second;
  second.start(loop, signal.wait());
  run_until(loop, [&] { return second.over; });
  EXPECT_FALSE(second.why);
}

TEST(Signal, cancelled_from_outside_ends_the_wait) {
  Loop loop;
  Signal signal(loop);
  signal.cancel();
  Cancellable waiting;
  waiting.start(loop, signal.wait());
  loop.post([&] { signal.cancel(); });
  run_until(loop, [&] { return waiting.over; });
  EXPECT_EQ(waiting.why, std::errc::operation_canceled);
}

TEST(Signal, refuses_a_second_coroutine) {
  Loop loop;
  Signal signal(loop);
  bool refused = false;
  spawn(loop, signal.wait(), [](const std::exception_ptr&) {});
  spawn(loop, signal.wait(), [&](const std::exception_ptr& failure) {
    EXPECT_THROW(std::rethrow_exception(failure), std::logic_error);
    refused = true;
  });
  run_until(loop, [&] { return refused; });
}

TEST(Signal, destroyed_cannot_be_cancelled_any_more) {
  Loop loop;
  Cancellable waiting;
  auto signal = std::make_unique<Signal>(loop);
  waiting.start(loop, signal->wait());
  loop.post([&] {
    signal.reset();
    waiting.cancel();
  });
  loop.turn();
  loop.post([] {});
  loop.turn();
  EXPECT_FALSE(waiting.over);
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
