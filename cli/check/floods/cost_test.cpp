#include <cli/check/floods/cost.hpp>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace weft::cli::check {
namespace {

// 64 megabytes, of the system itself: an allocator might keep them.
void take_and_give_back() {
  constexpr std::size_t octets = 64'000'000;
  void* const more = ::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(more, MAP_FAILED);
  std::memset(more, 1, octets);
  ::munmap(more, octets);
}

TEST(Cost, has_the_memory_of_a_process) {
  const Cost before = cost_of(::getpid());
  EXPECT_GT(before.memory, 100'000);
  constexpr std::size_t octets = 32'000'000;
  std::vector<char> more(octets);
  std::memset(more.data(), 1, octets);
  EXPECT_GT((cost_of(::getpid()) - before).memory, 16'000'000) << more[octets / 2];
}

TEST(Cost, has_the_memory_that_was_given_back) {
  const Cost before = cost_of(::getpid());
  take_and_give_back();
  EXPECT_GE(cost_of(::getpid()).peak, before.memory + 32'000'000);
}

TEST(Cost, forgets_a_peak_where_it_may) {
  take_and_give_back();
  const Cost before = cost_of(::getpid());
  if (!forget_peak(::getpid())) GTEST_SKIP() << "/proc/self/clear_refs cannot be written";
  EXPECT_LT(cost_of(::getpid()).peak, before.peak - 16'000'000);
}

TEST(Cost, has_no_peak_of_nobody_to_forget) {
  EXPECT_FALSE(forget_peak(-1));
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
