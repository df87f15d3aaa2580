#include <weft/http/field_rules.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

// The grammar once more, written down in another way than the tables.
bool is_tchar(int octet) {
  if (octet <= 0x20 || octet >= 0x7f) return false;
  return std::string_view("\"(),/:;<=>?@[\\]{}").find(static_cast<char>(octet)) == std::string_view::npos;
}
bool is_upper(int octet) {
  return octet >= 'A' && octet <= 'Z';
}
bool is_control(int octet) {
  return (octet < 0x20 && octet != '\t') || octet == 0x7f;
}

// Calls `check(text, octet)` with every octet in every place of texts of every length up to 40: all of the words and
// the rests that a fast path may see.
template <class Check>
void with_every_octet_everywhere(Check check) {
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (int octet = 0; octet < 256; ++octet) {
        std::string text(size, 'a');
        text[place] = static_cast<char>(octet);
        check(text, octet);
      }
    }
  }
}

TEST(FieldRules, a_token_is_tchars_everywhere) {
  EXPECT_FALSE(is_token(""));
  with_every_octet_everywhere([](const std::string& text, int octet) {
    ASSERT_EQ(is_token(text), is_tchar(octet)) << octet << " in " << text.size();
  });
}

TEST(FieldRules, a_lower_case_name_is_a_token_without_upper_case) {
  EXPECT_FALSE(is_lower_case_name(""));
  with_every_octet_everywhere([](const std::string& text, int octet) {
    ASSERT_EQ(is_lower_case_name(text), is_tchar(octet) && !is_upper(octet)) << octet << " in " << text.size();
  });
}

TEST(FieldRules, a_value_has_no_control_but_tab_anywhere) {
  EXPECT_TRUE(is_field_value(""));
  with_every_octet_everywhere([](const std::string& text, int octet) {
    ASSERT_EQ(is_field_value(text), !is_control(octet)) << octet << " in " << text.size();
  });
}

TEST(FieldRules, a_bad_octet_is_found_beside_every_other) {
  // A subtraction that borrows from the next octet must neither hide a bad octet nor report a good one.
  for (int one = 0; one < 256; ++one) {
    for (int other = 0; other < 256; ++other) {
      std::string value(8, 'a');
      value[3] = static_cast<char>(one);
      value[4] = static_cast<char>(other);
      ASSERT_EQ(is_field_value(value), !is_control(one) && !is_control(other)) << one << ' ' << other;
    }
  }
}

TEST(FieldRules, outer_whitespace_is_a_space_or_a_tab_at_an_end) {
  EXPECT_FALSE(has_outer_whitespace(""));
  EXPECT_FALSE(has_outer_whitespace("a b\tc"));
  for (int octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    const bool expected = c == ' ' || c == '\t';
    EXPECT_EQ(has_outer_whitespace(std::string{c}), expected);
    EXPECT_EQ(has_outer_whitespace(std::string{c, 'a'}), expected);
    EXPECT_EQ(has_outer_whitespace(std::string{'a', c}), expected);
  }
}

TEST(FieldRules, five_fields_are_about_the_connection) {
  int count = 0;
  for (NameToken number = 0; number < 256; ++number) count += is_connection_specific(static_cast<FieldName>(number));
  EXPECT_EQ(count, 5);
  for (const std::string_view name : {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"}) {
    EXPECT_TRUE(is_connection_specific(field_name_of(name))) << name;
  }
}

}  // namespace
}  // namespace weft::http
