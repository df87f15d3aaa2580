#include <cli/check/client/program.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <stdexcept>

#include <weft/io/loop.hpp>

namespace weft::cli::check {
namespace {

Program::End end_of(const std::vector<std::string>& words, bool killed = false) {
  io::Loop loop;
  std::optional<Program::End> end;
  Program program(loop, words, [&](Program::End at) {
    end = at;
    loop.stop();
  });
  if (killed) program.kill();
  loop.run();
  return end.value();
}

TEST(Program, tells_its_exit_code) {
  EXPECT_EQ(end_of({"true"}).code, 0);
  EXPECT_EQ(end_of({"sh", "-c", "exit 7"}).code, 7);
}

TEST(Program, tells_the_signal_that_ended_it) {
  EXPECT_EQ(end_of({"sh", "-c", "kill -SEGV $$"}).signal, SIGSEGV);
}

TEST(Program, is_ended_with_all_that_it_has_started) {
  EXPECT_EQ(end_of({"sh", "-c", "sleep 600; true"}, true).signal, SIGKILL);
}

TEST(Program, that_is_not_there_cannot_be_started) {
  io::Loop loop;
  EXPECT_THROW(Program(loop, {"/nowhere/weft"}, [](Program::End) {}), std::runtime_error);
}

}  // namespace
}  // namespace weft::cli::check
