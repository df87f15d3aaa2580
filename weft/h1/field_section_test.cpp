#include <weft/h1/field_section.hpp>

#include <gtest/gtest.h>

#include <string>

#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace field_section_test {

struct Parts {
  std::string text;
  http::Fields fields;
  Result<ConnectionFields, Reason> seen = ConnectionFields{};

  std::string visible() const { return testkit::describe_fields(fields); }
};

Parts read(std::string_view lines, Section section = Section::request, const Limits& limits = {}) {
  Parts out{std::string(lines) + "\r\n", {}};
  out.seen = read_field_section(section, {out.text.data(), out.text.size()}, limits, out.fields);
  return out;
}

TEST(FieldSection, keeps_what_speaks_to_the_connection_from_the_application) {
  const auto section = read(
      "Host: a\r\nConnection: close, TE\r\nKeep-Alive: x\r\nProxy-Connection: y\r\nTransfer-Encoding: chunked\r\n"
      "TE: trailers\r\nAccept: b\r\nCookie: c\r\nCookie: d\r\n");
  EXPECT_EQ(section.visible(), " accept=b cookie=c cookie=d");
  EXPECT_EQ(section.seen->host, "a");
  EXPECT_EQ(section.seen->coding, "chunked");
  EXPECT_TRUE(section.seen->close);
  EXPECT_FALSE(section.seen->keep_alive);
}

TEST(FieldSection, reads_connection_options_whatever_their_case_and_place) {
  const auto section = read("Connection: foo,\tKEEP-ALIVE ,,\r\nConnection: Upgrade\r\nUpgrade: x\r\n");
  EXPECT_TRUE(section.seen->keep_alive);
  EXPECT_TRUE(section.seen->upgrade);
  EXPECT_FALSE(section.seen->close);
  EXPECT_EQ(section.visible(), " upgrade=x");
}

TEST(FieldSection, drops_fields_that_connection_names) {
  const auto section = read("X-Hop: 1\r\nX-End: 2\r\nConnection: x-HOP, x-none\r\nx-hop: 3\r\nHTTP2-Settings: 4\r\n");
  EXPECT_EQ(section.visible(), " x-end=2 http2-settings=4");
}

TEST(FieldSection, does_not_let_connection_change_the_framing) {
  const auto section = read("Content-Length: 5\r\nHost: a\r\nConnection: content-length, host, connection, x\r\n");
  EXPECT_EQ(section.visible(), " content-length=5");
  EXPECT_EQ(section.seen->content_length, 5U);
  EXPECT_EQ(section.seen->hosts, 1U);
}

TEST(FieldSection, counts_connection_options_as_fields) {
  Limits limits;
  limits.fields = 3;
  EXPECT_TRUE(read("Connection: a, b, c\r\n", Section::request, limits).seen);
  EXPECT_EQ(read("Connection: a, b, c, d\r\n", Section::request, limits).seen.error(), Reason::too_many_fields);
}

TEST(FieldSection, refuses_content_lengths_that_are_no_numbers) {
  for (const char* value : {"", "+5", "-1", "5 5", "5,5", "0x5", "5.0", "1e3", "\"5\"", "18446744073709551616",
                            "9223372036854775808", "\xb2"}) {
    EXPECT_EQ(read("Content-Length: " + std::string(value) + "\r\n").seen.error(), Reason::content_length_not_valid)
        << value;
  }
  EXPECT_EQ(read("Content-Length: 9223372036854775807\r\n").seen->content_length, 9223372036854775807U);
  EXPECT_EQ(read("Content-Length: 007\r\n").seen->content_length, 7U);
}

TEST(FieldSection, refuses_a_second_content_length_even_if_it_is_equal) {
  EXPECT_EQ(read("Content-Length: 5\r\nContent-Length: 5\r\n").seen.error(), Reason::content_length_repeated);
}

TEST(FieldSection, has_a_limit_for_its_fields) {
  Limits limits;
  limits.fields = 2;
  EXPECT_TRUE(read("a: b\r\nc: d\r\n", Section::request, limits).seen);
  EXPECT_EQ(read("a: b\r\nc: d\r\nhost: e\r\n", Section::request, limits).seen.error(), Reason::too_many_fields);
}

TEST(FieldSection, recognises_the_expectation_of_100_continue) {
  EXPECT_TRUE(read("Expect: 100-Continue\r\n").seen->expects_continue);
  EXPECT_FALSE(read("Expect: 100-continue, x\r\n").seen->expects_continue);
}

TEST(FieldSection, leaves_the_host_of_a_response_to_the_application) {
  EXPECT_EQ(read("Host: a\r\n", Section::response).visible(), " host=a");
}

TEST(TrailerSection, drops_what_must_not_come_there) {
  std::string text =
      "X-Sum: 1\r\nTransfer-Encoding: chunked\r\nHost: a\r\nContent-Length: 4\r\nAuthorization: b\r\nTE: c\r\n"
      "Connection: d\r\nETag: e\r\n\r\n";
  http::Fields fields;
  EXPECT_TRUE(read_trailer_section({text.data(), text.size()}, Limits{}, fields));
  EXPECT_EQ(testkit::describe_fields(fields), " x-sum=1 etag=e");
}

TEST(TrailerSection, obeys_the_rules_of_field_lines_and_their_limit) {
  http::Fields fields;
  std::string bad = "X-Sum : 1\r\n\r\n";
  EXPECT_EQ(read_trailer_section({bad.data(), bad.size()}, Limits{}, fields).error(), Reason::space_before_colon);
  Limits limits;
  limits.fields = 1;
  std::string many = "a: 1\r\nhost: 2\r\n\r\n";
  EXPECT_EQ(read_trailer_section({many.data(), many.size()}, limits, fields).error(), Reason::too_many_fields);
}

}  // namespace field_section_test
}  // namespace weft::h1
