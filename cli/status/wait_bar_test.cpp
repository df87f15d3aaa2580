#include <cli/status/wait_bar.hpp>

#include <set>

#include <gtest/gtest.h>

#include <weft/http/waits.hpp>

namespace weft::cli::status {
namespace wait_bar_test {

TEST(WaitBars, have_a_letter_for_each_cause) {
  using http::Wait;
  std::set<char> letters{letter_of("")};
  for (const Wait wait : {Wait::application, Wait::priority, Wait::stream_window, Wait::connection_window,
                          Wait::rate_limit, Wait::socket, Wait::pool}) {
    letters.insert(letter_of(to_string(wait)));
  }
  EXPECT_EQ(letters, (std::set<char>{'=', 'A', 'C', 'K', 'P', 'Q', 'R', 'S'}));
  EXPECT_EQ(letter_of("a cause of another version"), '=');
}

TEST(WaitBars, have_a_letter_for_each_picture) {
  WaitBars bars;
  for (const auto* wait : {"", "stream_window", "stream_window", "priority"}) {
    bars.add("7:1", wait, 0.4);
    bars.end_picture();
  }
  EXPECT_EQ(bars.bar("7:1", 6, {}), "  =SSP");
  EXPECT_EQ(bars.bar("7:1", 3, {}), "SSP");
  EXPECT_EQ(bars.bar("7:3", 6, {}), "");
}

TEST(WaitBars, begin_with_the_wait_that_a_stream_has_already) {
  WaitBars bars;
  bars.add("7:1", "socket", 3.9);
  bars.add("7:3", "socket", 4000);
  bars.end_picture();
  EXPECT_EQ(bars.bar("7:1", 6, {}), "  KKKK");
  EXPECT_EQ(bars.bar("7:3", WaitBars::longest, {}), std::string(WaitBars::longest, 'K'));
}

TEST(WaitBars, forget_the_oldest_letters_and_streams_that_have_gone) {
  WaitBars bars;
  bars.add("7:1", "socket", 100);
  bars.end_picture();
  bars.add("7:1", "pool", 1);
  bars.end_picture();
  EXPECT_EQ(bars.bar("7:1", 40, {}), std::string(10, ' ') + std::string(WaitBars::longest - 1, 'K') + "Q");
  bars.end_picture();
  EXPECT_EQ(bars.bar("7:1", 40, {}), "");
}

TEST(WaitBars, have_colours_where_they_are_wanted) {
  const Look coloured{.columns = 80, .has_colours = true};
  WaitBars bars;
  for (const auto* wait : {"stream_window", "stream_window", ""}) bars.add("7:1", wait, 0);
  EXPECT_EQ(bars.bar("7:1", 3, coloured), "\x1b[31mSS\x1b[39m\x1b[32m=\x1b[39m");
  EXPECT_EQ(bars.bar("7:1", 3, {.columns = 40, .has_colours = true}), "SS=");
}

}  // namespace wait_bar_test
}  // namespace weft::cli::status
