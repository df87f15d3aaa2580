#include <weft/session/replay/options_text.hpp>

#include <gtest/gtest.h>

namespace weft::session {
namespace options_text_test {
namespace {

TEST(OptionsText, brings_back_what_it_was_made_of) {
  h2::Options options;
  options.limits.streams = 7;
  options.limits.field_section.hard_octets = 1'234'567;
  options.timeouts.stall = std::chrono::milliseconds(1'500);
  options.stream_window = 70'000;
  options.extended_connect = true;
  h2::WindowBudget budget{100'000};
  options.window_budget = &budget;
  const std::string text = text_of(options, Time());
  ReadOptions<h2::Options> read;
  std::string unknown;
  ASSERT_TRUE(read_options(text, read, unknown)) << unknown;
  EXPECT_EQ(read.options.limits.streams, 7u);
  EXPECT_EQ(read.options.limits.field_section.hard_octets, 1'234'567u);
  EXPECT_EQ(read.options.timeouts.stall, std::chrono::milliseconds(1'500));
  EXPECT_EQ(read.options.stream_window, 70'000u);
  EXPECT_TRUE(read.options.extended_connect);
  ASSERT_NE(read.options.window_budget, nullptr);
  EXPECT_EQ(read.options.window_budget->left(), 100'000u);
  EXPECT_EQ(read.options.wall_time, nullptr);
  EXPECT_EQ(text_of(read.options, Time()), text);
}

TEST(OptionsText, keeps_the_date) {
  const http::WallTime wall{Time(std::chrono::hours(5)), http::Date(std::chrono::seconds(1'000'000'000))};
  h1::Options options;
  options.limits.fields = 9;
  options.wall_time = &wall;
  ReadOptions<h1::Options> read;
  std::string unknown;
  ASSERT_TRUE(read_options(text_of(options, Time(std::chrono::hours(6))), read, unknown)) << unknown;
  EXPECT_EQ(read.options.limits.fields, 9u);
  ASSERT_NE(read.options.wall_time, nullptr);
  // An hour later than `time`, when nothing has happened yet.
  EXPECT_EQ(read.options.wall_time->at(Time()), http::Date(std::chrono::seconds(1'000'003'600)));
}

TEST(OptionsText, names_what_it_does_not_know) {
  ReadOptions<h2::Options> read;
  std::string unknown;
  EXPECT_FALSE(read_options("stream_window=1 later=2", read, unknown));
  EXPECT_EQ(unknown, "later=2");
  EXPECT_FALSE(read_options("stream_window=x", read, unknown));
  EXPECT_EQ(unknown, "stream_window=x");
}

// Each fits the type of its option, and no sum of times overflows.
TEST(OptionsText, takes_no_number_that_an_option_cannot_be) {
  for (const std::string text : {"stream_window=4294967296", "stream_window=-1", "extended_connect=2",
                                 "limits.streams=99999999999999999999", "timeouts.stall=9223372036854775807",
                                 "timeouts.stall=-9223372036854775807", "wall.since=0 wall.date=9223372036854775807"}) {
    ReadOptions<h2::Options> read;
    std::string unknown;
    EXPECT_FALSE(read_options(text, read, unknown)) << text;
    EXPECT_TRUE(text.ends_with(unknown)) << unknown;
    EXPECT_FALSE(unknown.empty());
  }
}

}  // namespace
}  // namespace options_text_test
}  // namespace weft::session
