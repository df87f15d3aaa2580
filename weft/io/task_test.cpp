#include <weft/io/task.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::run_until;
using namespace std::chrono_literals;

Task<int> twice(Loop& loop, int number) {
  co_await sleep(loop, 1ms);
  co_return number * 2;
}

Task<> store(Loop& loop, int& result) {
  result = co_await twice(loop, 21);
}

Task<> fail_later(Loop& loop) {
  co_await sleep(loop, 1ms);
  throw std::runtime_error("on purpose");
}

TEST(Task, gives_its_value_to_the_one_that_awaits_it) {
  Loop loop;
  int result = 0;
  bool over = false;
  spawn(loop, store(loop, result), [&](const std::exception_ptr& failure) {
    EXPECT_FALSE(failure);
    over = true;
  });
  run_until(loop, [&] { return over; });
  EXPECT_EQ(result, 42);
}

TEST(Task, begins_at_once_on_the_thread_of_the_loop) {
  Loop loop;
  bool began = false;
  constexpr auto work = [](bool& tells) -> Task<> {
    tells = true;
    co_return;
  };
  loop.post([&] {
    spawn(loop, work(began), [](const std::exception_ptr&) {});
    EXPECT_TRUE(began);
  });
  run_until(loop, [&] { return began; });
}

TEST(Task, hands_its_exception_to_whoever_spawned_it) {
  Loop loop;
  std::string what;
  spawn(loop, fail_later(loop), [&](const std::exception_ptr& failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::runtime_error& error) {
      what = error.what();
    }
  });
  run_until(loop, [&] { return what == "on purpose"; });
}

TEST(Sleep, is_not_shorter_than_asked_for) {
  Loop loop;
  const Time begun = loop.now();
  bool over = false;
  spawn(loop, sleep(loop, 15ms), [&](const std::exception_ptr&) { over = true; });
  run_until(loop, [&] { return over; });
  EXPECT_GE(loop.now(), begun + 15ms);
}

}  // namespace
}  // namespace weft::io
