#include <weft/io/successor.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace weft::io {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using State = Successor::State;

Program shell(const std::string& script) {
  return {"/bin/sh", {"sh", "-c", script}};
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Program, is_this_one) {
  const Program program = Program::this_one();
  EXPECT_EQ(::access(program.path.c_str(), X_OK), 0);
  ASSERT_FALSE(program.arguments.empty());
  EXPECT_THAT(program.path, HasSubstr(program.arguments[0].substr(program.arguments[0].rfind('/') + 1)));
}

TEST(Successor, gets_the_sockets_and_says_when_it_is_ready) {
  const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_successor";
  auto sockets = listen_on("127.0.0.1", 0, 2);
  std::vector<Listening> all;
  for (ListenSet& set : sockets) all.push_back(std::move(set[0]));
  ::setenv("WATCHDOG_PID", "1", 1);
  const Descriptor not_for_it(::dup2(STDERR_FILENO, 50));
  // The pipe is behind the sockets.
  auto successor = Successor::start(
      shell("test -e /proc/$$/fd/50 && left=open; "
            "echo $LISTEN_FDS $LISTEN_FDNAMES $WEFT_READY_FD $WATCHDOG_PID. $(($LISTEN_PID == $$)) $left. > " +
            path + "; printf 1 >&5; exec sleep 1000"),
      all);
  ::unsetenv("WATCHDOG_PID");
  EXPECT_EQ(successor.wait(1h), State::ready);
  EXPECT_EQ(successor.wait(1h), State::ready);
  EXPECT_THAT(text_of(path), HasSubstr("2 weft:weft 5 . 1 ."));
  EXPECT_EQ(::kill(successor.process(), 0), 0);
  EXPECT_EQ(successor.end(), "it was ended by signal 9");
  ::unlink(path.c_str());
}

TEST(Successor, that_ends_before_it_is_ready_has_failed) {
  auto successor = Successor::start(shell("exit 3"), {});
  EXPECT_EQ(successor.wait(1h), State::failed);
  EXPECT_EQ(successor.end(), "it ended with 3");
}

TEST(Successor, that_is_not_ready_in_time_is_ended) {
  auto successor = Successor::start(shell("exec sleep 1000"), {});
  EXPECT_EQ(successor.wait(1ms), State::starting);
  const pid_t process = successor.process();
  EXPECT_EQ(successor.end(), "it was ended by signal 9");
  EXPECT_EQ(::kill(process, 0), -1);
}

TEST(Successor, needs_a_program) {
  try {
    Successor::start({"/nowhere/weft", {"weft"}}, {});
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "/nowhere/weft cannot be executed: No such file or directory");
  }
  auto successor = Successor::start({"/", {"weft"}}, {});
  EXPECT_EQ(successor.wait(1h), State::failed);
  EXPECT_EQ(successor.end(), "it could not be executed");
}

TEST(Predecessor, hears_of_its_successor_once) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor hears(ends[0]);
  ::setenv("WEFT_READY_FD", std::to_string(ends[1]).c_str(), 1);
  auto predecessor = Predecessor::from_environment();
  EXPECT_EQ(std::getenv("WEFT_READY_FD"), nullptr);
  predecessor.tell_ready();
  predecessor.tell_ready();
  char octets[4];
  EXPECT_EQ(::read(hears.number(), octets, sizeof octets), 1);
  EXPECT_EQ(::read(hears.number(), octets, sizeof octets), 0);
  Predecessor::from_environment().tell_ready();
}

}  // namespace
}  // namespace weft::io
