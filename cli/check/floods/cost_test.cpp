#include <cli/check/floods/cost.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace weft::cli::check {
namespace {

TEST(Cost, has_the_memory_of_a_process) {
  const Cost before = cost_of(::getpid());
  EXPECT_GT(before.memory, 100'000);
  constexpr std::size_t octets = 32'000'000;
  std::vector<char> more(octets);
  std::memset(more.data(), 1, octets);
  EXPECT_GT((cost_of(::getpid()) - before).memory, 16'000'000) << more[octets / 2];
}

TEST(Cost, has_the_cpu_time_of_a_process) {
  const Cost before = cost_of(::getpid());
  volatile unsigned sum = 0;
  while ((cost_of(::getpid()) - before).cpu < std::chrono::milliseconds(20)) {
    for (unsigned i = 0; i < 1'000'000; ++i) sum = sum + i;
  }
  EXPECT_GE((cost_of(::getpid()) - before).cpu, std::chrono::milliseconds(20));
}

TEST(Cost, counts_what_a_process_has_started) {
  const Cost before = cost_of(::getpid());
  const pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  EXPECT_GT(cost_of(child).memory, 0);
  EXPECT_GT((cost_of(::getpid()) - before).memory, 0);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

TEST(Cost, of_nobody_is_nothing) {
  EXPECT_EQ(cost_of(-1).memory, 0);
  EXPECT_EQ(cost_of(-1).cpu, Duration());
}

}  // namespace
}  // namespace weft::cli::check
