#include <weft/http/text.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weft::http {
namespace {

std::vector<std::string> elements(std::string_view list) {
  std::vector<std::string> out;
  for (auto rest = list; const auto element = next_element(rest);) out.emplace_back(*element);
  return out;
}

TEST(Text, only_ascii_letters_have_case) {
  for (int octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    EXPECT_EQ(to_lower(c), c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
}

TEST(Text, equals_ignoring_case_compares_all_of_it) {
  EXPECT_TRUE(equals_ignoring_case("", ""));
  EXPECT_TRUE(equals_ignoring_case("Keep-Alive", "kEEP-aLIVE"));
  EXPECT_FALSE(equals_ignoring_case("close", "closed"));
  EXPECT_FALSE(equals_ignoring_case("closed", "close"));
  EXPECT_FALSE(equals_ignoring_case("[", "{"));
}

TEST(Text, lower_case_copies_only_where_it_must) {
  Arena arena;
  constexpr std::string_view lower = "content-type";
  EXPECT_EQ(lower_case(lower, arena).data(), lower.data());
  EXPECT_EQ(arena.capacity(), 0U);
  EXPECT_EQ(lower_case("Content-TYPE", arena), lower);
  EXPECT_EQ(lower_case("", arena), "");
}

TEST(Text, trim_takes_spaces_and_tabs_from_both_ends) {
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim("\t a b \t"), "a b");
  EXPECT_EQ(trim("\ra\n"), "\ra\n");
}

TEST(Text, a_list_is_split_at_commas_and_empty_elements_do_not_count) {
  using List = std::vector<std::string>;
  EXPECT_EQ(elements(""), List{});
  EXPECT_EQ(elements(" ,, ,"), List{});
  EXPECT_EQ(elements("a"), List{"a"});
  EXPECT_EQ(elements("foo ,bar,"), (List{"foo", "bar"}));
  EXPECT_EQ(elements("foo , ,bar,charlie"), (List{"foo", "bar", "charlie"}));
}

TEST(Text, a_decimal_is_digits_only) {
  EXPECT_EQ(parse_decimal("0"), 0U);
  EXPECT_EQ(parse_decimal("0042"), 42U);
  for (const std::string_view text : {"", "+5", "-1", "5,5", "5 ", " 5", "0x5", "5.0", "1e3"}) {
    EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
  }
  for (int octet = 0; octet < 256; ++octet) {
    for (std::size_t place = 0; place < 3; ++place) {
      std::string text = "111";
      text[place] = static_cast<char>(octet);
      EXPECT_EQ(parse_decimal(text).has_value(), octet >= '0' && octet <= '9') << octet;
    }
  }
}

TEST(Text, a_decimal_too_large_does_not_wrap_around) {
  EXPECT_EQ(parse_decimal("9223372036854775807"), decimal_overflow - 1);
  for (const std::string_view text : {"9223372036854775808", "9223372036854775809", "18446744073709551615",
                                      "18446744073709551616", "92233720368547758070", "99999999999999999999999999"}) {
    EXPECT_EQ(parse_decimal(text), decimal_overflow) << text;
  }
  EXPECT_EQ(parse_decimal(std::string(10'000, '9')), decimal_overflow);
  EXPECT_EQ(parse_decimal(std::string(10'000, '0') + "7"), 7U);
  EXPECT_EQ(parse_decimal(std::string(10'000, '9') + "x"), std::nullopt);
}

TEST(Text, hex_value_knows_the_22_digits) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (int octet = 0; octet < 256; ++octet) {
    const std::size_t place = digits.find(to_lower(static_cast<char>(octet)));
    const int expected = place == std::string_view::npos ? -1 : static_cast<int>(place);
    EXPECT_EQ(hex_value(static_cast<char>(octet)), expected) << octet;
  }
}

}  // namespace
}  // namespace weft::http
