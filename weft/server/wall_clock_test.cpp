#include <weft/server/wall_clock.hpp>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

using std::chrono::milliseconds;

constexpr Time start{std::chrono::hours(5)};
// 1994-11-06 08:49:37.400
constexpr WallClock::Point wall{milliseconds(784'111'777'400)};

TEST(WallClock, shows_the_second_it_is_in) {
  WallClock clock;
  clock.update(start, [] { return wall; });
  EXPECT_EQ(clock.date(), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(clock.second().time_since_epoch().count(), 784'111'777);
}

TEST(WallClock, knows_the_second_of_another_moment) {
  WallClock clock;
  clock.update(start, [] { return wall; });
  const auto second_of = [&](milliseconds later) {
    return clock.second_of(start + later).time_since_epoch().count() - 784'111'777;
  };
  EXPECT_EQ(second_of(milliseconds(0)), 0);
  EXPECT_EQ(second_of(milliseconds(599)), 0);
  EXPECT_EQ(second_of(milliseconds(600)), 1);
  EXPECT_EQ(second_of(milliseconds(-400)), 0);
  EXPECT_EQ(second_of(milliseconds(-401)), -1);
}

TEST(WallClock, is_read_again_when_the_second_is_over) {
  WallClock clock;
  int reads = 0;
  const auto at = [&](milliseconds later) {
    clock.update(start + later, [&] {
      ++reads;
      return wall + later;
    });
    return clock.date();
  };
  at(milliseconds(0));
  EXPECT_EQ(at(milliseconds(599)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(reads, 1);
  EXPECT_EQ(at(milliseconds(600)), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(at(milliseconds(1599)), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(reads, 2);
}

TEST(WallClock, follows_a_clock_that_was_set_back) {
  WallClock clock;
  clock.update(start, [] { return wall; });
  clock.update(start + milliseconds(600), [] { return wall - std::chrono::hours(1); });
  EXPECT_EQ(clock.date(), "Sun, 06 Nov 1994 07:49:37 GMT");
}

}  // namespace
}  // namespace weft::server
