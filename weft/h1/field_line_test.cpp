#include <weft/h1/field_line.hpp>

#include <gtest/gtest.h>

#include <string>

#include <weft/http/field_name.hpp>

namespace weft::h1 {
namespace {

struct Parsed {
  std::string name;
  std::string value;
  NameToken token;
};

Result<Parsed, Reason> parse(std::string line, const Limits& limits = {}) {
  const auto field = parse_field_line({line.data(), line.size()}, limits);
  if (!field) return fail(field.error());
  return Parsed{std::string(field->name), std::string(field->value), field->token};
}

TEST(FieldLine, is_name_colon_and_value) {
  const auto field = parse("x-name:value");
  ASSERT_TRUE(field);
  EXPECT_EQ(field->name, "x-name");
  EXPECT_EQ(field->value, "value");
  EXPECT_EQ(field->token, 0);
}

TEST(FieldLine, loses_the_whitespace_around_its_value) {
  EXPECT_EQ(parse("a: \t b c \t ")->value, "b c");
  EXPECT_EQ(parse("a:")->value, "");
  EXPECT_EQ(parse("a: \t")->value, "");
}

TEST(FieldLine, gets_a_lower_case_name_and_its_token) {
  const auto field = parse("Content-TYPE: Text/HTML");
  EXPECT_EQ(field->name, "content-type");
  EXPECT_EQ(field->value, "Text/HTML");
  EXPECT_EQ(field->token, http::token(http::FieldName::content_type));
}

TEST(FieldLine, must_not_have_whitespace_before_its_colon) {
  EXPECT_EQ(parse("host : a").error(), Reason::space_before_colon);
  EXPECT_EQ(parse("host\t: a").error(), Reason::space_before_colon);
}

TEST(FieldLine, must_not_begin_with_whitespace) {
  EXPECT_EQ(parse(" host: a").error(), Reason::line_folding);
  EXPECT_EQ(parse("\thost: a").error(), Reason::line_folding);
}

TEST(FieldLine, must_have_a_colon_and_a_name) {
  EXPECT_EQ(parse("host").error(), Reason::field_line_not_valid);
  EXPECT_EQ(parse(": a").error(), Reason::field_name_not_valid);
}

TEST(FieldLine, must_not_contain_a_bare_cr) {
  for (const char* line : {"a\rb", "a\rb: c", "a: b\rc", "a: b\r", "a:\rb"}) {
    EXPECT_EQ(parse(line).error(), Reason::bare_cr) << line;
  }
}

TEST(FieldLine, takes_only_token_octets_in_names) {
  for (int octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    if (c == ':') continue;
    const bool is_tchar = std::isalnum(octet) != 0 || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string::npos;
    EXPECT_EQ(parse("a" + std::string(1, c) + "b: v").has_value(), is_tchar && octet < 128) << octet;
  }
}

TEST(FieldLine, takes_no_control_but_tab_in_values) {
  for (int octet = 0; octet < 256; ++octet) {
    const bool good = octet == '\t' || (octet >= 0x20 && octet != 0x7f);
    EXPECT_EQ(parse("a: b" + std::string(1, static_cast<char>(octet)) + "c").has_value(), good) << octet;
  }
}

TEST(FieldLine, has_limits_for_name_and_value) {
  Limits limits;
  limits.name_octets = 3;
  limits.value_octets = 5;
  EXPECT_TRUE(parse("abc: 12345 ", limits));
  EXPECT_EQ(parse("abcd: 1", limits).error(), Reason::name_too_long);
  EXPECT_EQ(parse("abc: 123456", limits).error(), Reason::value_too_long);
}

TEST(TakeLine, walks_from_line_to_line) {
  std::string text = "one\r\ntwo\r\n\r\n";
  std::span<char> rest(text.data(), text.size());
  const auto next = [&rest] {
    const auto line = take_line(rest);
    return std::string(line.data(), line.size());
  };
  EXPECT_EQ(next(), "one");
  EXPECT_EQ(next(), "two");
  EXPECT_EQ(next(), "");
  EXPECT_TRUE(rest.empty());
}

}  // namespace
}  // namespace weft::h1
