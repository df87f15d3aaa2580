#include <weft/io/within.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include <weft/io/signal.hpp>
#include <weft/io/support_test.hpp>

#include WEFT_ASIO_HEADER(bind_cancellation_slot.hpp)
#include WEFT_ASIO_HEADER(cancellation_signal.hpp)
#include WEFT_ASIO_HEADER(co_spawn.hpp)
// clang-format off: the slash is none of division.
#include WEFT_ASIO_HEADER(experimental/awaitable_operators.hpp)
// clang-format on
#include WEFT_ASIO_HEADER(io_context.hpp)
#include WEFT_ASIO_HEADER(this_coro.hpp)

namespace weft::io {
namespace {

using test::run_until;
using namespace std::chrono_literals;

// Runs the work to its end; its exception leaves here.
void run(Loop& loop, Task<> work) {
  bool over = false;
  std::exception_ptr failure;
  spawn(loop, std::move(work), [&](const std::exception_ptr& error) {
    failure = error;
    over = true;
  });
  run_until(loop, [&] { return over; });
  if (failure) std::rethrow_exception(failure);
}

Task<std::string> say(std::string word) {
  co_return word;
}

Task<std::string> wait_for(Signal& signal, std::string word) {
  co_await signal.wait();
  co_return word;
}

Task<> fail(Loop& loop) {
  co_await sleep(loop, 1ms);
  throw std::runtime_error("on purpose");
}

TEST(Within, gives_the_result_of_work_that_is_done_in_time) {
  Loop loop;
  std::optional<std::string> result;
  constexpr auto work = [](std::optional<std::string>& to) -> Task<> { to = co_await within(1h, say("done")); };
  run(loop, work(result));
  EXPECT_EQ(result, "done");
}

TEST(Within, says_of_work_without_a_result_that_it_is_done) {
  Loop loop;
  bool done = false;
  constexpr auto work = [](Loop& on, bool& to) -> Task<> { to = co_await within(1h, sleep(on, 1ms)); };
  run(loop, work(loop, done));
  EXPECT_TRUE(done);
}

TEST(Within, cancels_work_that_takes_longer) {
  Loop loop;
  Signal never_notified(loop);
  std::optional<std::string> result = "something";
  bool done = true;
  constexpr auto work = [](Loop& on, Signal& signal, auto& to, bool& slept) -> Task<> {
    to = co_await within(5ms, wait_for(signal, "never"));
    slept = co_await within(5ms, sleep(on, 1h));
    // The signal can be waited for again.
    signal.notify();
    co_await signal.wait();
  };
  run(loop, work(loop, never_notified, result, done));
  EXPECT_EQ(result, std::nullopt);
  EXPECT_FALSE(done);
}

// Nothing of the work is left when within() returns.
TEST(Within, waits_for_the_end_of_what_it_has_cancelled) {
  Loop loop;
  std::string order;
  constexpr auto stubborn = [](Loop& on, std::string& notes) -> Task<> {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await sleep(on, 20ms);
    notes += "work ";
  };
  constexpr auto work = [](auto inner, Loop& on, std::string& notes) -> Task<> {
    // It was done in the end, so that is what counts.
    notes += co_await within(1ms, inner(on, notes)) ? "done" : "over";
  };
  run(loop, work(stubborn, loop, order));
  EXPECT_EQ(order, "work done");
}

TEST(Within, lets_an_exception_out_at_once) {
  Loop loop;
  constexpr auto work = [](Loop& on) -> Task<> { co_await within(1h, fail(on)); };
  EXPECT_THROW(run(loop, work(loop)), std::runtime_error);
}

TEST(Within, passes_on_that_the_one_who_waits_is_cancelled) {
  Loop loop;
  Signal signal(loop);
  std::error_code why;
  bool over = false;
  asio::cancellation_signal cancellation;
  constexpr auto work = [](Signal& never_notified) -> Task<> {
    co_await within(1h, wait_for(never_notified, "never"));
  };
  asio::co_spawn(loop.context(), work(signal),
                 asio::bind_cancellation_slot(cancellation.slot(), [&](const std::exception_ptr& failure) {
                   over = true;
                   try {
                     std::rethrow_exception(failure);
                   } catch (const std::system_error& error) {
                     why = error.code();
                   }
                 }));
  loop.post([&] { cancellation.emit(asio::cancellation_type::terminal); });
  run_until(loop, [&] { return over; });
  EXPECT_EQ(why, std::errc::operation_canceled);
}

TEST(Within, may_be_nested) {
  Loop loop;
  bool inner = true;
  bool outer = false;
  constexpr auto both = [](Loop& on, bool& result) -> Task<> { result = co_await within(2ms, sleep(on, 1h)); };
  constexpr auto work = [](auto nested, Loop& on, bool& in, bool& out) -> Task<> {
    out = co_await within(1h, nested(on, in));
  };
  run(loop, work(both, loop, inner, outer));
  EXPECT_FALSE(inner);
  EXPECT_TRUE(outer);
}

// Asio's own way.
TEST(Signal, loses_a_race_of_asio) {
  using namespace asio::experimental::awaitable_operators;
  Loop loop;
  Signal signal(loop);
  std::size_t winner = 0;
  constexpr auto work = [](Loop& on, Signal& never_notified, std::size_t& first) -> Task<> {
    const auto result = co_await (never_notified.wait() || sleep(on, 2ms));
    first = result.index();
  };
  run(loop, work(loop, signal, winner));
  EXPECT_EQ(winner, 1u);
}

}  // namespace
}  // namespace weft::io
