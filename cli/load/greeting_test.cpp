#include <cli/load/greeting.hpp>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

Greeting of(std::string_view text) {
  Greeting greeting;
  for (const char c : text) greeting.take(as_octets(std::string_view(&c, 1)));
  return greeting;
}

TEST(Greeting, settings_are_what_is_expected) {
  const Greeting greeting = of(std::string_view("\0\0\6\4\0\0\0\0\0", 9));
  EXPECT_FALSE(greeting.is_foreign());
  EXPECT_FALSE(greeting.complete());
}

TEST(Greeting, a_line_of_text_is_quoted) {
  EXPECT_FALSE(of("HTTP/1.1 400 Bad Request").complete());
  EXPECT_TRUE(of("HTTP/1.1 400 Bad Request\r").complete());
  EXPECT_EQ(of("HTTP/1.1 400 Bad Request\r\ndate: x").describe(),
            "not HTTP/2: the server said \"HTTP/1.1 400 Bad Request\"; try --http 1.1");
  EXPECT_EQ(of("<!DOCTYPE HTML>\n").describe(), "not HTTP/2: the server said \"<!DOCTYPE HTML>\"; try --http 1.1");
}

TEST(Greeting, a_long_line_has_an_end) {
  EXPECT_TRUE(of(std::string(60, 'x')).complete());
  EXPECT_LE(of(std::string(10'000, 'x')).describe().size(), 120U);
}

TEST(Greeting, what_is_no_text_is_not_quoted) {
  EXPECT_EQ(of("\x15\x03\x03").describe(), "not HTTP/2: the server sent a TLS alert; try https://");
  EXPECT_EQ(of("\xff\xfe").describe(), "not HTTP/2: the server sent octets that are no frame");
}

TEST(Greeting, a_server_that_says_nothing_is_told_from_one_that_breaks_off) {
  EXPECT_EQ(of("").describe(), "the server closed before it said anything; does it speak HTTP/2? try --http 1.1");
  EXPECT_EQ(of(std::string_view("\0\0", 2)).describe(), "the server closed before its SETTINGS had come");
}

}  // namespace
}  // namespace weft::cli::load
