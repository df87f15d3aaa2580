#include <cli/inspect/input.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

#include <gtest/gtest.h>

#include <weft/io/support_test.hpp>

namespace weft::cli::inspect {
namespace input_test {
namespace {

using io::test::run_until;
using io::test::turn_often;

// A pipe is standard input meanwhile.
struct Reading : testing::Test, InputUser {
  Reading() : before(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const io::Descriptor end(ends[0]);
    ::dup2(end.number(), STDIN_FILENO);
    writer = io::Descriptor(ends[1]);
  }
  ~Reading() override {
    if (before.valid()) {
      ::dup2(before.number(), STDIN_FILENO);
    } else {
      ::close(STDIN_FILENO);
    }
  }

  void on_input(std::string_view octets) override { said += octets; }
  void on_input_end() override { has_ended = true; }
  void write(std::string_view text) const {
    EXPECT_EQ(::write(writer.number(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  io::Loop loop;
  const io::Descriptor before;
  io::Descriptor writer;
  std::string said;
  bool has_ended = false;
};

TEST_F(Reading, comes_when_it_is_wanted_and_not_before) {
  Input input(loop, *this);
  write("one");
  turn_often(loop);
  EXPECT_EQ(said, "");
  input.go_on();
  run_until(loop, [&] { return !said.empty(); });
  EXPECT_EQ(said, "one");
  write("two");
  turn_often(loop);
  EXPECT_EQ(said, "one");
  input.go_on();
  run_until(loop, [&] { return said == "onetwo"; });
  EXPECT_FALSE(has_ended);
}

TEST_F(Reading, has_an_end) {
  Input input(loop, *this);
  writer.close();
  input.go_on();
  run_until(loop, [&] { return has_ended; });
}

TEST_F(Reading, is_left_alone_when_the_prompt_ends_though_nothing_has_come) {
  Input input(loop, *this);
  input.go_on();
}

}  // namespace
}  // namespace input_test
}  // namespace weft::cli::inspect
