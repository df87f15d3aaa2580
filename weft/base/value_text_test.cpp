#include <weft/base/value_text.hpp>

#include <cstdint>

#include <gtest/gtest.h>

namespace weft {
namespace {

enum class Colour { red, blue };

}  // namespace

template <>
struct ValueText<Colour> {
  static std::optional<Colour> parse(std::string_view text) {
    if (text == "red") return Colour::red;
    if (text == "blue") return Colour::blue;
    return std::nullopt;
  }
  static std::string expected() { return "red or blue"; }
};

namespace {

template <class T>
std::optional<T> parsed(std::string_view text) {
  return ValueText<T>::parse(text);
}

TEST(ValueText, of_whole_numbers_is_digits_within_the_range_of_the_type) {
  EXPECT_EQ(parsed<int>("-12"), -12);
  EXPECT_EQ(parsed<std::uint8_t>("255"), 255);
  EXPECT_EQ(parsed<std::uint64_t>("18446744073709551615"), 18446744073709551615U);
  for (const auto* text : {"256", "-1", "", "1 ", " 1", "+1", "0x1", "1.0", "1e2", "99999999999999999999"}) {
    EXPECT_EQ(parsed<std::uint8_t>(text), std::nullopt) << text;
  }
  EXPECT_EQ(parsed<int>(std::string_view("1\0", 2)), std::nullopt);
  EXPECT_EQ(ValueText<std::int8_t>::expected(), "a whole number from -128 to 127");
}

TEST(ValueText, of_numbers_is_finite) {
  EXPECT_EQ(parsed<double>("1.5e3"), 1500);
  for (const auto* text : {"nan", "inf", "1e999", "", "1,5", "1 "}) EXPECT_EQ(parsed<double>(text), std::nullopt);
}

TEST(ValueText, of_bool_is_a_word_or_a_digit) {
  EXPECT_EQ(parsed<bool>("true"), true);
  EXPECT_EQ(parsed<bool>("0"), false);
  for (const auto* text : {"", "yes", "TRUE", "2"}) EXPECT_EQ(parsed<bool>(text), std::nullopt) << text;
}

TEST(ValueText, of_text_is_characters) {
  EXPECT_EQ(parsed<std::string>("J\xc3\xbcrgen"), "J\xc3\xbcrgen");
  EXPECT_EQ(parsed<std::string>(""), "");
  EXPECT_EQ(parsed<std::string>("\xc0\xaf"), std::nullopt);
  EXPECT_EQ(parsed<std::string>(std::string_view("a\0", 2)), std::nullopt);
}

TEST(ValueText, of_a_program_s_own_type_is_what_the_program_says) {
  EXPECT_EQ(parsed<Colour>("blue"), Colour::blue);
  EXPECT_EQ(parsed<Colour>("green"), std::nullopt);
  static_assert(HasValueText<Colour> && HasValueText<unsigned> && !HasValueText<std::string_view>);
}

}  // namespace
}  // namespace weft
