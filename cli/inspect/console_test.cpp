#include <cli/inspect/console.hpp>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/io/descriptor.hpp>

namespace weft::cli::inspect {
namespace console_test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::vector<std::string> complete(std::string_view) {
  return {"ping", "priority"};
}

// Standard input and output are a terminal meanwhile.
struct Typing : testing::Test {
  Typing()
      : input(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)),
        output(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)),
        master(::posix_openpt(O_RDWR | O_NOCTTY)) {
    ::setenv("TERM", "xterm", 1);
    ::grantpt(master.number());
    ::unlockpt(master.number());
    slave = io::Descriptor(::open(::ptsname(master.number()), O_RDWR | O_NOCTTY));
    const winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    EXPECT_EQ(::ioctl(master.number(), TIOCSWINSZ, &size), 0);
    ::dup2(slave.number(), STDIN_FILENO);
    ::dup2(slave.number(), STDOUT_FILENO);
  }
  ~Typing() override {
    put_back(input, STDIN_FILENO);
    put_back(output, STDOUT_FILENO);
  }
  static void put_back(const io::Descriptor& from, int to) {
    if (from.valid()) {
      ::dup2(from.number(), to);
    } else {
      ::close(to);
    }
  }

  bool edits_by_itself() const {
    termios settings{};
    EXPECT_EQ(::tcgetattr(slave.number(), &settings), 0);
    return (settings.c_lflag & ICANON) != 0;
  }
  std::string shown() const {
    std::array<char, 4096> octets{};
    const ssize_t size = ::read(master.number(), octets.data(), octets.size());
    return {octets.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

  const io::Descriptor input;
  const io::Descriptor output;
  const io::Descriptor master;
  io::Descriptor slave;
};

TEST_F(Typing, takes_the_terminal_and_gives_it_back_as_it_was) {
  {
    const Console console(complete, true);
    EXPECT_TRUE(console.is_terminal());
    EXPECT_FALSE(edits_by_itself());
  }
  EXPECT_TRUE(edits_by_itself());
}

TEST_F(Typing, leaves_the_terminal_alone_where_it_may_not_edit) {
  const Console console(complete, false);
  EXPECT_FALSE(console.is_terminal());
  EXPECT_TRUE(edits_by_itself());
}

TEST_F(Typing, keeps_the_prompt_and_the_line_below_all_that_is_told) {
  Console console(complete, true);
  console.show_prompt(true);
  EXPECT_THAT(shown(), HasSubstr("> "));
  std::string_view keys = "pi";
  EXPECT_EQ(console.feed(keys), LineEditor::Outcome::more);
  EXPECT_THAT(shown(), HasSubstr("> pi"));
  console.tell("a frame\n");
  const std::string text = shown();
  EXPECT_LT(text.find("a frame"), text.find("> pi"));
}

TEST_F(Typing, leaves_a_line_that_is_over_on_the_screen) {
  Console console(complete, true);
  console.show_prompt(true);
  std::string_view keys = "ping\rrest";
  EXPECT_EQ(console.feed(keys), LineEditor::Outcome::line);
  EXPECT_EQ(keys, "rest");
  EXPECT_EQ(console.take_line(), "ping");
  EXPECT_THAT(shown(), EndsWith("> ping\r\n"));
}

}  // namespace
}  // namespace console_test
}  // namespace weft::cli::inspect
