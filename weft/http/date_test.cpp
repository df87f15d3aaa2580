#include <weft/http/date.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

using namespace std::chrono;

constexpr Date sample{seconds{784111777}};
constexpr Date now = sys_days{2026y / January / 1};

std::string text_of(Date date) {
  return std::string(as_text(format_date(date)));
}

TEST(Date, is_written_in_29_octets) {
  EXPECT_EQ(text_of(sample), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(text_of(Date{}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(text_of(Date{seconds{-1}}), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(text_of(sys_days{2000y / February / 29} + 23h + 59min + 59s), "Tue, 29 Feb 2000 23:59:59 GMT");
}

TEST(Date, beyond_four_digits_of_year_is_the_last_that_has_them) {
  EXPECT_EQ(text_of(Date::max()), "Fri, 31 Dec 9999 23:59:59 GMT");
  EXPECT_EQ(text_of(Date::min()), "Sat, 01 Jan 0000 00:00:00 GMT");
}

TEST(Date, is_read_in_all_three_forms) {
  EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 GMT", now), sample);
  EXPECT_EQ(parse_date("Sunday, 06-Nov-94 08:49:37 GMT", now), sample);
  EXPECT_EQ(parse_date("Sun Nov  6 08:49:37 1994", now), sample);
  EXPECT_EQ(parse_date("Wed Nov 16 08:49:37 1994", now), sample + days(10));
}

TEST(Date, that_was_written_is_read_back_on_every_day_of_four_centuries) {
  for (Date date = sys_days{1800y / January / 1}; date < sys_days{2200y / January / 1}; date += 24h + 61s) {
    ASSERT_EQ(parse_date(text_of(date), now), date);
  }
}

TEST(Date, with_two_digits_of_year_is_at_most_fifty_years_ahead) {
  const auto year_of = [](std::string_view digits, Date at) {
    const auto date = parse_date("Monday, 01-Jan-" + std::string(digits) + " 00:00:00 GMT", at);
    return static_cast<int>(year_month_day{floor<days>(*date)}.year());
  };
  EXPECT_EQ(year_of("26", now), 2026);
  EXPECT_EQ(year_of("76", now), 2076);
  EXPECT_EQ(year_of("77", now), 1977);
  EXPECT_EQ(year_of("99", now), 1999);
  EXPECT_EQ(year_of("00", now), 2000);
  EXPECT_EQ(year_of("10", sys_days{2080y / January / 1}), 2010);
}

TEST(Date, may_be_a_leap_second) {
  EXPECT_EQ(parse_date("Sat, 31 Dec 2016 23:59:60 GMT", now), Date{sys_days{2017y / January / 1}});
}

TEST(Date, that_is_not_in_the_calendar_is_none) {
  for (const std::string_view text :
       {"Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sunday, 31-Feb-94 08:49:37 GMT", "Sun Feb 30 08:49:37 1994"}) {
    EXPECT_EQ(parse_date(text, now), std::nullopt) << text;
  }
}

// An octet replaced by one that can stand nowhere in a date, one missing at the end, one too many.
TEST(Date, with_anything_wrong_anywhere_is_none) {
  for (const std::string_view good :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    for (std::size_t place = 0; place < good.size(); ++place) {
      for (const char bad : {'\0', '#', '\xff', '\t', '/'}) {
        std::string text(good);
        text[place] = bad;
        EXPECT_EQ(parse_date(text, now), std::nullopt) << text;
      }
      EXPECT_EQ(parse_date(good.substr(0, place), now), std::nullopt) << good.substr(0, place);
    }
    EXPECT_EQ(parse_date(std::string(good) + " ", now), std::nullopt);
    EXPECT_EQ(parse_date(" " + std::string(good), now), std::nullopt);
    EXPECT_EQ(parse_date(std::string(good) + ", " + std::string(good), now), std::nullopt);
  }
}

TEST(Date, is_case_sensitive) {
  EXPECT_EQ(parse_date("sun, 06 Nov 1994 08:49:37 GMT", now), std::nullopt);
  EXPECT_EQ(parse_date("Sun, 06 NOV 1994 08:49:37 GMT", now), std::nullopt);
  EXPECT_EQ(parse_date("Sun, 06 Nov 1994 08:49:37 UTC", now), std::nullopt);
}

}  // namespace
}  // namespace weft::http
