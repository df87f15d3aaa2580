#include <cli/load/process_cpu.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

// Until the process has computed for some more milliseconds.
void compute(pid_t pid) {
  const Duration before = cpu_of_process(pid).value();
  std::atomic<unsigned> sink = 0;
  while (cpu_of_process(pid).value() < before + std::chrono::milliseconds(20)) {
    for (int i = 0; i < 100'000; ++i) ++sink;
  }
}

TEST(ProcessCpu, grows_with_what_is_computed) {
  compute(::getpid());
  EXPECT_GE(cpu_of_process(::getpid()).value(), std::chrono::milliseconds(20));
}

TEST(ProcessCpu, of_no_process_is_nothing) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(cpu_of_process(child));
}

TEST(ProcessCpu, counts_children) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    compute(::getpid());
    if (::write(ends[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char octet = 0;
  EXPECT_EQ(::read(ends[0], &octet, 1), 1);
  const Duration childs = cpu_of_process(child).value();
  EXPECT_GE(childs, std::chrono::milliseconds(20));
  EXPECT_GE(cpu_of_process(::getpid()).value(), childs);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace weft::cli::load
