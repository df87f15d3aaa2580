#include <weft/config/time_span.hpp>

#include <gtest/gtest.h>

namespace weft::config {
namespace {

using namespace std::chrono_literals;

TEST(TimeSpan, is_taken_as_dotnet_writes_it_or_with_a_unit) {
  EXPECT_EQ(parse_time_span("00:02:00"), 2min);
  EXPECT_EQ(parse_time_span("1:30"), 90min);
  EXPECT_EQ(parse_time_span("23:59:59.5"), 24h - 500ms);
  EXPECT_EQ(parse_time_span("2.01:00:00"), 49h);
  EXPECT_EQ(parse_time_span("00:00:00.0000001"), 100ns);
  EXPECT_EQ(parse_time_span("500ms"), 500ms);
  EXPECT_EQ(parse_time_span("1.5h"), 90min);
}

TEST(TimeSpan, that_says_too_little_or_too_much_is_none) {
  for (const char* text : {"", "5", "24:00:00", "00:60:00", "00:00:60", "-00:01:00", "00:02:00s", "99999999.00:00:00",
                           "1:2:3:4", "soon", "10 days", "00:00:00.00000001"}) {
    EXPECT_EQ(parse_time_span(text), std::nullopt) << text;
  }
}

TEST(TimeSpan, is_written_as_it_is_read) {
  for (const Duration time : {Duration(2min), Duration(90s), Duration(49h), Duration(500ms), Duration(100ns)}) {
    EXPECT_EQ(parse_time_span(time_span(time)), time) << time_span(time);
  }
  EXPECT_EQ(time_span(75s), "00:01:15");
  EXPECT_EQ(time_span(49h), "2.01:00:00");
  EXPECT_EQ(time_span(100ms), "00:00:00.1000000");
}

}  // namespace
}  // namespace weft::config
