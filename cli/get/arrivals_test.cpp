#include <cli/get/arrivals.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include <weft/client/reason.hpp>

namespace weft::cli::get {
namespace {

Arrival arrival_at(std::size_t place) {
  return {place, fail(ClientError{.close = client::close_of(client::Reason::cancelled)})};
}

TEST(Arrivals, come_from_any_thread) {
  Arrivals arrivals;
  arrivals.put(arrival_at(3));
  std::thread other([&] { arrivals.put(arrival_at(1)); });
  EXPECT_EQ(arrivals.take()->place, 3u);
  EXPECT_EQ(arrivals.take()->place, 1u);
  other.join();
}

TEST(Arrivals, end_with_a_signal_even_where_it_came_before_the_wait) {
  Arrivals arrivals;
  std::raise(SIGTERM);
  EXPECT_FALSE(arrivals.take());
  EXPECT_EQ(Interrupt::caught(), SIGTERM);
}

TEST(Arrivals, leave_the_signals_as_they_were) {
  {
    Arrivals arrivals;
  }
  sigset_t blocked;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  EXPECT_EQ(sigismember(&blocked, SIGINT), 0);
  struct sigaction now{};
  ::sigaction(SIGINT, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

}  // namespace
}  // namespace weft::cli::get
