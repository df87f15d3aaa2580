// RFC 9112 5: field syntax.
#include "trial.hpp"

namespace weft::h1::test {
namespace {

std::string with(std::string_view line) {
  return server_sees("GET / HTTP/1.1\r\nHost: a\r\n" + std::string(line) + "\r\n\r\n");
}

// RFC 9112 5.1: "A server MUST reject, with a response status code of 400 (Bad Request), any received request message
// that contains whitespace between a header field name and colon."
TEST(Section5, whitespace_before_the_colon_is_rejected) {
  EXPECT_EQ(with("X : b"), "rejected 1 400 space_before_colon; connection space_before_colon");
  EXPECT_EQ(with("X\t: b"), "rejected 1 400 space_before_colon; connection space_before_colon");
  EXPECT_EQ(client_sees("HTTP/1.1 200 OK\r\nX : b\r\n\r\n"),
            "closed 1 space_before_colon; connection space_before_colon");
}

// RFC 9112 5.1: "The field line value does not include that leading or trailing whitespace"
TEST(Section5, whitespace_around_a_value_is_not_part_of_it) {
  EXPECT_EQ(with("X: \t b c\t "), "request 1 GET a / x=b c end; closed 1 complete");
}

// RFC 9112 5.2: "A server that receives an obs-fold in a request message that is not within a "message/http" container
// MUST either reject the message by sending a 400 (Bad Request) […] or replace each received obs-fold"
TEST(Section5, folded_lines_are_rejected) {
  EXPECT_EQ(with("X: b\r\n c"), "rejected 1 400 line_folding; connection line_folding");
  EXPECT_EQ(with("X: b\r\n\tc"), "rejected 1 400 line_folding; connection line_folding");
}

// RFC 9110 5.5: "Field values containing CR, LF, or NUL characters are invalid and dangerous"
TEST(Section5, controls_in_a_value_are_rejected) {
  EXPECT_EQ(with(std::string_view("X: b\0c", 6)),
            "rejected 1 400 field_value_not_valid; connection field_value_not_valid");
  EXPECT_EQ(with("X: b\x7f"), "rejected 1 400 field_value_not_valid; connection field_value_not_valid");
}

// RFC 9110 5.1: "field-name = token"
TEST(Section5, a_name_is_a_token) {
  for (const char* line : {"X Y: b", "X(Y): b", "\x80: b", "X\x7f: b", "\"X\": b", ": b"}) {
    EXPECT_EQ(with(line), "rejected 1 400 field_name_not_valid; connection field_name_not_valid") << line;
  }
  EXPECT_EQ(with("X"), "rejected 1 400 field_line_not_valid; connection field_line_not_valid");
}

// RFC 9110 5.4: "A server that receives a request header field line, field value, or set of fields larger than it
// wishes to process MUST respond with an appropriate 4xx (Client Error) status code."
TEST(Section5, fields_beyond_the_limits_are_answered_431) {
  EXPECT_EQ(with("X: " + std::string(32 * 1024 + 1, 'b')), "rejected 1 431 value_too_long; connection value_too_long");
  EXPECT_EQ(with(std::string(1025, 'x') + ": b"), "rejected 1 431 name_too_long; connection name_too_long");
  std::string many = "X: b";
  for (int i = 0; i < 255; ++i) many += "\r\nX: b";
  EXPECT_EQ(with(many), "rejected 1 431 too_many_fields; connection too_many_fields");
  std::string large = "X: b";
  for (int i = 0; i < 3; ++i) large += "\r\nX: " + std::string(30'000, 'b');
  EXPECT_EQ(with(large), "rejected 1 431 head_too_large; connection head_too_large");
}

// Honest traffic: many cookies and the fields of a browser.
TEST(Section5, a_large_honest_head_is_accepted) {
  std::string cookies = "Cookie: a=b";
  for (int i = 0; i < 180; ++i) cookies += "\r\nCookie: name" + std::to_string(i) + "=" + std::string(60, 'v');
  EXPECT_TRUE(with(cookies).ends_with("end; closed 1 complete"));
}

}  // namespace
}  // namespace weft::h1::test
