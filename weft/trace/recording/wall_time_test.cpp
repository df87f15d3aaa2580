#include <weft/trace/recording/wall_time.hpp>

#include <gtest/gtest.h>

namespace weft::trace {
namespace {

TEST(WallTime, is_to_the_millisecond) {
  using namespace std::chrono;
  EXPECT_EQ(wall_time(sys_days(2026y / November / 29) + 12h + 250ms), "2026-11-29T12:00:00.250Z");
  EXPECT_EQ(wall_time(sys_days(1970y / January / 1)), "1970-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace weft::trace
