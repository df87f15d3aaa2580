#include <weft/http/form.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

FormFields decoded(std::string_view form) {
  FormFields out;
  while (const auto pair = next_form_pair(form)) out.emplace_back(decode_form(pair->name), decode_form(pair->value));
  return out;
}

TEST(Form, has_names_and_values_in_their_order) {
  EXPECT_EQ(encode_form({{"b", "1"}, {"a", "2"}, {"b", ""}}), "b=1&a=2&b=");
  EXPECT_EQ(encode_form({{"only", "one"}}), "only=one");
  EXPECT_EQ(encode_form({}), "");
}

// URL Standard 5.2: all octets but A to Z, a to z, 0 to 9, "*", "-", "." and "_"; a space is "+".
TEST(Form, escapes_what_the_url_standard_says) {
  EXPECT_EQ(encode_form({{"a b", "x&y=z+%"}}), "a+b=x%26y%3Dz%2B%25");
  EXPECT_EQ(encode_form({{"*-._", "~!'()"}}), "*-._=%7E%21%27%28%29");
  EXPECT_EQ(encode_form({{"name", "J\xc3\xbcrgen\r\n"}}), "name=J%C3%BCrgen%0D%0A");
}

// URL Standard 5.1: "If bytes is the empty byte sequence, then continue."
TEST(Form, is_read_pair_by_pair) {
  EXPECT_THAT(decoded("b=1&a=2&b="), ElementsAre(Pair("b", "1"), Pair("a", "2"), Pair("b", "")));
  EXPECT_THAT(decoded("flag&=nameless&a=b=c"), ElementsAre(Pair("flag", ""), Pair("", "nameless"), Pair("a", "b=c")));
  EXPECT_THAT(decoded("&&a=1&&&"), ElementsAre(Pair("a", "1")));
  EXPECT_THAT(decoded("="), ElementsAre(Pair("", "")));
  EXPECT_THAT(decoded(""), ElementsAre());
  EXPECT_EQ(decoded(std::string(100'000, '&')).size(), 0U);
}

TEST(Form, is_decoded_as_it_was_encoded) {
  std::string every_octet;
  for (int octet = 0; octet < 256; ++octet) every_octet += static_cast<char>(octet);
  const FormFields fields = {{every_octet, "a b+c"}, {"", every_octet}};
  EXPECT_EQ(decoded(encode_form(fields)), fields);
}

TEST(Form, leaves_bad_escapes_as_they_are) {
  for (const auto* text : {"%", "%z", "%zz", "%4", "100%", "%%", "%g1", "%1g"}) EXPECT_EQ(decode_form(text), text);
  EXPECT_EQ(decode_form("%%41"), "%A");
  EXPECT_EQ(decode_form("%2541"), "%41");
}

TEST(Form, decodes_octets_and_not_characters) {
  EXPECT_EQ(decode_form("a%00b"), std::string("a\0b", 3));
  EXPECT_EQ(decode_form("%c0%AF"), "\xc0\xaf");
  EXPECT_EQ(decode_form("a+b%2Bc"), "a b+c");
}

TEST(Form, gives_the_first_value_of_a_name) {
  EXPECT_EQ(form_value("a=1&b=2&a=3", "a"), "1");
  EXPECT_EQ(form_value("a=1&%62=x+y", "b"), "x y");
  EXPECT_EQ(form_value("ab=1&=2", ""), "2");
  EXPECT_EQ(form_value("ab=1&b", "b"), "");
  EXPECT_EQ(form_value("ab=1", "a"), std::nullopt);
  EXPECT_EQ(form_value("a=1", "ab"), std::nullopt);
  EXPECT_EQ(form_value("", "a"), std::nullopt);
}

}  // namespace
}  // namespace weft::http
