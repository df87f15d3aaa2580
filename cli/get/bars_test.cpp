#include <cli/get/bars.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::get {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr Screen::Size usual{.rows = 24, .columns = 80};

Picture picture_of(std::vector<Bar> bars) {
  return {.bars = std::move(bars), .all = 3, .octets = 5'000'000, .rate = 1'000'000};
}

TEST(Bars, say_how_far_each_is_and_what_it_waits_for) {
  const auto lines = lines_of(picture_of({{.name = "a.iso", .octets = 50, .of = 100, .waits_for = WaitsFor::path},
                                          {.name = "b", .octets = 2048, .waits_for = WaitsFor::stream_window}}),
                              usual, false);
  EXPECT_THAT(lines, ElementsAre("a.iso                ━━━━━━━━━━──────────   50 %        50 B  path",
                                 "b                    ────────────────────            2.0 KiB  stream window",
                                 "0 of 3 done   4.8 MiB   976.6 KiB/s"));
}

TEST(Bars, are_never_as_wide_as_the_terminal) {
  const std::string name(300, 'x');
  const Bar bar{.name = name, .octets = 1'099'000'000, .of = 1'099'000'001, .waits_for = WaitsFor::connection_window};
  for (std::size_t columns = 1; columns < 200; ++columns) {
    for (const std::string& line : lines_of(picture_of({bar}), {.rows = 24, .columns = columns}, true)) {
      EXPECT_LT(columns_of(line), columns) << line;
    }
  }
}

TEST(Bars, leave_room_and_count_what_is_not_shown) {
  const std::vector<Bar> many(20, Bar{.name = "tile"});
  EXPECT_THAT(lines_of(picture_of(many), usual, false), SizeIs(10));
  EXPECT_THAT(lines_of(picture_of(many), usual, false).back(), HasSubstr("11 more under way"));
  EXPECT_THAT(lines_of(picture_of(many), {.rows = 6, .columns = 80}, false), SizeIs(3));
  EXPECT_THAT(lines_of(picture_of(many), {.rows = 1, .columns = 80}, false), SizeIs(1));
}

TEST(Bars, the_end_of_a_long_name_is_what_counts) {
  EXPECT_THAT(lines_of(picture_of({{.name = "https://example.org/a/long/path/é/x.iso"}}), usual, false).front(),
              StartsWith("…/long/path/é/x.iso  "));
}

TEST(Bars, tell_the_time_that_is_left_where_all_is_known) {
  Picture picture = picture_of({{.name = "a", .octets = 0, .of = 100'000'000}});
  EXPECT_THAT(lines_of(picture, usual, false).back(), Not(HasSubstr("left")));
  picture.done = 2;
  EXPECT_THAT(lines_of(picture, usual, false).back(), HasSubstr("1:40 min left"));
  picture.bars[0].octets = 95'500'000;
  EXPECT_THAT(lines_of(picture, usual, false).back(), HasSubstr("5 s left"));
  picture.bars[0].of.reset();
  EXPECT_THAT(lines_of(picture, usual, false).back(), Not(HasSubstr("left")));
}

TEST(Bars, are_dim_where_colours_are_welcome) {
  const std::string line = lines_of(picture_of({{.name = "a"}}), usual, true).front();
  EXPECT_THAT(line, HasSubstr("\x1b[2mits turn (pool)\x1b[22m"));
}

TEST(Speed, follows_the_last_seconds) {
  Speed speed;
  Time now{};
  EXPECT_EQ(speed.of(0, now), 0);
  EXPECT_EQ(speed.of(1000, now += 1s), 1000);
  EXPECT_EQ(speed.of(1000, now), 1000);
  std::uint64_t octets = 1000;
  for (int i = 0; i < 100; ++i) speed.of(octets += 200, now += 100ms);
  EXPECT_NEAR(speed.of(octets + 200, now + 100ms), 2000, 20);
}

}  // namespace
}  // namespace weft::cli::get
