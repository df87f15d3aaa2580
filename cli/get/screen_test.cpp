#include <cli/get/screen.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <string>

#include <weft/io/descriptor.hpp>

namespace weft::cli::get {
namespace {

// The other side of a terminal of 24 rows.
class Terminal {
 public:
  explicit Terminal(const char* type) : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    ::grantpt(master_.number());
    ::unlockpt(master_.number());
    slave_.emplace(::open(::ptsname(master_.number()), O_RDWR | O_NOCTTY));
    resize(80);
    ::setenv("TERM", type, 1);
    ::unsetenv("NO_COLOR");
  }

  int descriptor() const { return slave_->number(); }
  void resize(unsigned short columns) const {
    const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    EXPECT_EQ(::ioctl(master_.number(), TIOCSWINSZ, &size), 0);
  }
  std::string shown() const {
    std::array<char, 4096> octets{};
    const ssize_t size = ::read(master_.number(), octets.data(), octets.size());
    return {octets.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }

 private:
  io::Descriptor master_;
  std::optional<io::Descriptor> slave_;
};

TEST(Screen, draws_in_place_and_scrolls_above) {
  const Terminal terminal("xterm");
  Screen screen(terminal.descriptor());
  EXPECT_TRUE(screen.can_draw());
  screen.draw({"one", "two"});
  EXPECT_EQ(terminal.shown(), "\x1b[?25lone\x1b[K\r\ntwo\x1b[K\r\n\x1b[J\x1b[?25h");
  screen.tell("said\n");
  EXPECT_EQ(terminal.shown(), "\x1b[?25l\r\x1b[2Asaid\x1b[K\r\none\x1b[K\r\ntwo\x1b[K\r\n\x1b[J\x1b[?25h");
  screen.draw({"three"});
  EXPECT_EQ(terminal.shown(), "\x1b[?25l\r\x1b[2Athree\x1b[K\r\n\x1b[J\x1b[?25h");
  screen.clear();
  EXPECT_EQ(terminal.shown(), "\x1b[?25l\r\x1b[1A\x1b[J\x1b[?25h");
  screen.tell("end\n");
  EXPECT_EQ(terminal.shown(), "end\r\n");
}

// A line of 60 columns takes two rows of a terminal that has 40 now.
TEST(Screen, counts_the_rows_of_a_terminal_that_has_become_narrower) {
  const Terminal terminal("xterm");
  Screen screen(terminal.descriptor());
  screen.draw({std::string(60, 'x')});
  terminal.shown();
  terminal.resize(40);
  EXPECT_EQ(screen.size().columns, 40u);
  screen.clear();
  EXPECT_EQ(terminal.shown(), "\x1b[?25l\r\x1b[2A\x1b[J\x1b[?25h");
}

TEST(Screen, draws_nothing_where_that_cannot_be) {
  const Terminal dumb("dumb");
  Screen screen(dumb.descriptor());
  EXPECT_TRUE(screen.is_terminal());
  EXPECT_FALSE(screen.can_draw());
  screen.draw({"one"});
  screen.tell("said\n");
  EXPECT_EQ(dumb.shown(), "said\r\n");
  const io::Descriptor file(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  EXPECT_FALSE(Screen(file.number()).is_terminal());
}

TEST(Screen, has_no_colours_where_nobody_wants_them) {
  const Terminal terminal("xterm");
  EXPECT_TRUE(Screen(terminal.descriptor()).has_colours());
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(Screen(terminal.descriptor()).has_colours());
  EXPECT_TRUE(Screen(terminal.descriptor()).can_draw());
  ::unsetenv("NO_COLOR");
}

TEST(Screen, counts_columns_and_not_octets) {
  EXPECT_EQ(columns_of("━é \x1b[2mx\x1b[22m\n"), 4u);
}

}  // namespace
}  // namespace weft::cli::get
