#include <weft/h1/request_line.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::h1 {
namespace request_line_test {

Result<RequestLine, Reason> parse(std::string_view line) {
  return parse_request_line(line, Limits{});
}

TEST(RequestLine, is_method_target_and_version) {
  const auto line = parse("GET /a?b HTTP/1.1");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->method, "GET");
  EXPECT_EQ(line->target, "/a?b");
  EXPECT_EQ(line->version, http::Version::http11);
  EXPECT_EQ(parse("M-SEARCH * HTTP/1.0")->version, http::Version::http10);
}

TEST(RequestLine, has_exactly_one_space_between_its_parts) {
  for (const std::string_view line :
       {"GET", "GET ", "GET /", "GET / ", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1",
        "GET /a b HTTP/1.1", "GET\t/ HTTP/1.1", "GET /\tHTTP/1.1", "GET\v/ HTTP/1.1"}) {
    EXPECT_FALSE(parse(line)) << line;
  }
}

TEST(RequestLine, must_not_contain_a_bare_cr) {
  for (const std::string_view line : {"\rGET / HTTP/1.1", "GET\r/ HTTP/1.1", "GET /\r HTTP/1.1", "GET / HTTP/1.1\r"}) {
    EXPECT_EQ(parse(line).error(), Reason::bare_cr) << line;
  }
}

TEST(RequestLine, takes_any_token_for_a_method_and_nothing_else) {
  for (int octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    const std::string line = "G" + std::string(1, c) + "T / HTTP/1.1";
    const bool is_tchar = std::isalnum(octet) != 0 || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string::npos;
    EXPECT_EQ(parse(line).has_value(), is_tchar && octet < 128) << octet;
  }
}

TEST(RequestLine, with_a_method_longer_than_any_is_not_implemented) {
  EXPECT_TRUE(parse(std::string(32, 'A') + " / HTTP/1.1"));
  EXPECT_EQ(parse(std::string(33, 'A') + " / HTTP/1.1").error(), Reason::method_too_long);
  EXPECT_EQ(parse(std::string(33, '\x16') + " / HTTP/1.1").error(), Reason::method_not_valid);
}

TEST(RequestLine, has_a_limit_for_its_target) {
  Limits limits;
  limits.target_octets = 4;
  EXPECT_TRUE(parse_request_line("GET /123 HTTP/1.1", limits));
  EXPECT_EQ(parse_request_line("GET /1234 HTTP/1.1", limits).error(), Reason::target_too_long);
}

TEST(Version, is_case_sensitive_and_exact) {
  for (const std::string_view version :
       {"http/1.1", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/1.10", "HTTP/11.1", "HTTP-1.1", "HTTP/1,1", "HTTP/a.1",
        "HTTP /1.1", "HTTPS/1.1", "", "HTTP/1.1x"}) {
    EXPECT_EQ(parse_version(version).error(), Reason::version_not_valid) << version;
  }
}

TEST(Version, with_another_major_number_is_not_supported) {
  for (const std::string_view version : {"HTTP/0.9", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"}) {
    EXPECT_EQ(parse_version(version).error(), Reason::version_not_supported) << version;
  }
}

TEST(Version, with_a_higher_minor_number_is_taken_for_the_highest_known) {
  EXPECT_EQ(parse_version("HTTP/1.9"), http::Version::http11);
  EXPECT_EQ(parse_version("HTTP/1.0"), http::Version::http10);
}

}  // namespace request_line_test
}  // namespace weft::h1
