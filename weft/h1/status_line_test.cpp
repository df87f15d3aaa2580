#include <weft/h1/status_line.hpp>

#include <gtest/gtest.h>

namespace weft::h1 {
namespace {

TEST(StatusLine, is_version_code_and_phrase) {
  const auto line = parse_status_line("HTTP/1.0 404 Not Found");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->version, http::Version::http10);
  EXPECT_EQ(line->status, http::Status::not_found);
}

TEST(StatusLine, may_lack_its_phrase_with_or_without_the_space) {
  EXPECT_TRUE(parse_status_line("HTTP/1.1 200 "));
  EXPECT_TRUE(parse_status_line("HTTP/1.1 200"));
}

TEST(StatusLine, has_a_code_of_three_digits_from_100_to_599) {
  EXPECT_TRUE(parse_status_line("HTTP/1.1 100 x"));
  EXPECT_TRUE(parse_status_line("HTTP/1.1 599 x"));
  for (const char* line : {"HTTP/1.1 99 x", "HTTP/1.1 1000 x", "HTTP/1.1 099 x", "HTTP/1.1 600 x", "HTTP/1.1 +20 x",
                           "HTTP/1.1  200 x", "HTTP/1.1 2 0 x", "HTTP/1.1 200x", "HTTP/1.1", "HTTP/1.1 ", ""}) {
    EXPECT_EQ(parse_status_line(line).error(), Reason::status_line_not_valid) << line;
  }
}

TEST(StatusLine, must_not_contain_controls) {
  EXPECT_EQ(parse_status_line("HTTP/1.1 200 O\rK").error(), Reason::bare_cr);
  EXPECT_EQ(parse_status_line("HTTP/1.1 200 O\x01K").error(), Reason::status_line_not_valid);
}

TEST(StatusLine, of_another_major_version_is_not_supported) {
  EXPECT_EQ(parse_status_line("HTTP/2.0 200 OK").error(), Reason::version_not_supported);
  EXPECT_EQ(parse_status_line("HTTX/1.1 200 OK").error(), Reason::version_not_valid);
}

}  // namespace
}  // namespace weft::h1
