#include <weft/base/numbers.hpp>

#include <gtest/gtest.h>

#include <chrono>

namespace weft {
namespace {

using namespace std::chrono_literals;

TEST(Numbers, times_have_units) {
  EXPECT_EQ(parse_time("500us"), 500us);
  EXPECT_EQ(parse_time("20ms"), 20ms);
  EXPECT_EQ(parse_time("10s"), 10s);
  EXPECT_EQ(parse_time("10"), 10s);
  EXPECT_EQ(parse_time("0.5 s"), 500ms);
  EXPECT_EQ(parse_time("2m"), 2min);
  EXPECT_EQ(parse_time("1.5h"), 90min);
}

TEST(Numbers, other_text_is_no_time) {
  for (const char* text : {"", "s", "1 fortnight", "10S", "-1s", "1e300", "1..2s", "99999999999999h", "inf", "nan"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace weft
