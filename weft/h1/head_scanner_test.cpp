#include <weft/h1/head_scanner.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::h1 {
namespace {

constexpr std::size_t no_limit = 1 << 20;

// The result for a section that arrives octet by octet; it must be the same as for the section as a whole.
Result<std::optional<std::size_t>, Reason> scan(std::string_view text, std::size_t limit = no_limit) {
  HeadScanner whole;
  const auto at_once = whole.scan(as_octets(text), limit);
  HeadScanner cut;
  Result<std::optional<std::size_t>, Reason> last = std::nullopt;
  for (std::size_t size = 0; size <= text.size() && last && !*last; ++size) {
    last = cut.scan(as_octets(text.substr(0, size)), limit);
  }
  EXPECT_EQ(at_once, last);
  return at_once;
}

TEST(HeadScanner, finds_the_empty_line_that_ends_a_head) {
  EXPECT_EQ(scan("GET / HTTP/1.1\r\nhost: a\r\n\r\nbody").value(), 27U);
  EXPECT_EQ(scan("GET / HTTP/1.1\r\nhost: a\r\n\r").value(), std::nullopt);
}

TEST(HeadScanner, takes_an_empty_line_alone_for_an_empty_section) {
  EXPECT_EQ(scan("\r\nrest").value(), 2U);
}

TEST(HeadScanner, refuses_a_line_that_ends_in_lf_alone) {
  EXPECT_EQ(scan("GET / HTTP/1.1\nhost: a\r\n\r\n").error(), Reason::bare_lf);
  EXPECT_EQ(scan("GET / HTTP/1.1\r\nhost: a\r\n\n").error(), Reason::bare_lf);
  EXPECT_EQ(scan("\n").error(), Reason::bare_lf);
}

TEST(HeadScanner, refuses_what_goes_beyond_the_limit_and_nothing_less) {
  const std::string text = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  EXPECT_EQ(scan(text, text.size()).value(), text.size());
  EXPECT_EQ(scan(text, text.size() - 1).error(), Reason::head_too_large);
}

TEST(HeadScanner, knows_whether_a_line_was_complete) {
  HeadScanner scanner;
  EXPECT_TRUE(scanner.scan(as_octets("GET /"), no_limit));
  EXPECT_TRUE(scanner.in_first_line());
  EXPECT_TRUE(scanner.scan(as_octets("GET / HTTP/1.1\r\n"), no_limit));
  EXPECT_FALSE(scanner.in_first_line());
}

}  // namespace
}  // namespace weft::h1
