#include <cli/support/interrupt.hpp>

#include <gtest/gtest.h>

namespace weft::cli {
namespace {

TEST(Interrupt, the_first_signal_is_noted) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Interrupt interrupt;
    EXPECT_EQ(Interrupt::caught(), 0);
    ::raise(signal);
    EXPECT_EQ(Interrupt::caught(), signal);
  }
}

TEST(Interrupt, a_second_signal_ends_the_process_with_its_number) {
  EXPECT_EXIT(
      {
        const Interrupt interrupt;
        ::raise(SIGINT);
        ::raise(SIGTERM);
      },
      testing::ExitedWithCode(143), "");
}

TEST(Interrupt, what_was_ignored_stays_ignored) {
  ::signal(SIGINT, SIG_IGN);
  {
    const Interrupt interrupt;
    ::raise(SIGINT);
    EXPECT_EQ(Interrupt::caught(), 0);
  }
  ::signal(SIGINT, SIG_DFL);
}

}  // namespace
}  // namespace weft::cli
