#include <weft/client/policy/cookie_date.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::client::cookie_date_test {
namespace {

// As HTTP writes it; "-" for none.
std::string read(std::string_view text) {
  const auto date = parse_cookie_date(text);
  return date ? std::string(http::as_text(http::format_date(*date))) : "-";
}

TEST(CookieDate, is_read_in_the_forms_of_http) {
  for (const std::string_view text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(read(text), "Sun, 06 Nov 1994 08:49:37 GMT") << text;
  }
}

TEST(CookieDate, is_read_however_it_is_written) {
  for (const std::string_view text : {"6 nov 1994 8:49:37", "NOVEMBER 6th 1994, 08:49:37 UTC", "08:49:37 6 Nov 94",
                                      "6-Nov-1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 +0100", "1994 6 Nov 08:49:37",
                                      "Nov;6;1994;08:49:37.123Z", "foo 06 Nov 1994 8:49:37x"}) {
    EXPECT_EQ(read(text), "Sun, 06 Nov 1994 08:49:37 GMT") << text;
  }
}

TEST(CookieDate, has_its_century_from_two_digits) {
  EXPECT_EQ(read("1 Jan 69 0:0:0"), "Tue, 01 Jan 2069 00:00:00 GMT");
  EXPECT_EQ(read("1 Jan 70 0:0:0"), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(read("1 Jan 00 0:0:0"), "Sat, 01 Jan 2000 00:00:00 GMT");
  EXPECT_EQ(read("31 Dec 9999 23:59:59"), "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST(CookieDate, that_lacks_a_part_or_does_not_exist_is_none) {
  for (const std::string_view text :
       {"", "GMT", "0", "06 Nov 1994", "Nov 1994 08:49:37", "06 1994 08:49:37", "06 Nov 08:49:37", "06 Nov 1994 8:49",
        "31 Feb 1994 08:49:37", "0 Nov 1994 08:49:37", "32 Nov 1994 08:49:37", "06 Nov 1600 08:49:37",
        "06 Nov 1994 24:00:00", "06 Nov 1994 08:60:00", "06 Nov 1994 08:49:60", "06 Nov 19945 08:49:37",
        "06 Nov 5 08:49:37", "106 Nov 08:49:37 194", "06 Nov 1994 108:49:37"}) {
    EXPECT_EQ(read(text), "-") << text;
  }
}

}  // namespace
}  // namespace weft::client::cookie_date_test
