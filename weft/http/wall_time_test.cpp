#include <weft/http/wall_time.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

using namespace std::chrono_literals;

TEST(WallTime, counts_whole_seconds_from_one_moment_in_both_directions) {
  const Time time = Time() + 1000h;
  const WallTime wall{time, Date(784'111'777s)};
  EXPECT_EQ(wall.at(time), Date(784'111'777s));
  EXPECT_EQ(wall.at(time + 999ms), Date(784'111'777s));
  EXPECT_EQ(wall.at(time + 1s), Date(784'111'778s));
  EXPECT_EQ(wall.at(time - 1ms), Date(784'111'776s));
  EXPECT_EQ(wall.at(time + 24h), Date(784'111'777s + 24h));
}

}  // namespace
}  // namespace weft::http
