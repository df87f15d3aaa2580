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

TEST(Numbers, of_octets_have_the_units_of_curl) {
  EXPECT_EQ(parse_octets("0"), 0U);
  EXPECT_EQ(parse_octets("500"), 500U);
  EXPECT_EQ(parse_octets("100k"), 102'400U);
  EXPECT_EQ(parse_octets("1.5M"), 1'572'864U);
  EXPECT_EQ(parse_octets("2G"), 2'147'483'648U);
  for (const char* text : {"", "k", "1 k", "1kk", "1kB", "-1", "1e3", "fast", "inf", "9999999G"}) {
    EXPECT_FALSE(parse_octets(text)) << text;
  }
}

}  // namespace
}  // namespace weft
