#include <weft/base/utf8.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft {
namespace {

TEST(Utf8, has_characters_of_one_to_four_octets) {
  const std::pair<std::string_view, Utf8Character> all[] = {{"ab", {0x61, 1}},
                                                            {"\xc3\xa4x", {0xe4, 2}},
                                                            {"\xe2\x82\xac", {0x20ac, 3}},
                                                            {"\xf0\x9f\x98\x80", {0x1f600, 4}},
                                                            {"\xf4\x8f\xbf\xbf", {0x10ffff, 4}}};
  for (const auto& [text, character] : all) {
    EXPECT_EQ(first_utf8_character(text).code, character.code) << text;
    EXPECT_EQ(first_utf8_character(text).size, character.size) << text;
  }
}

TEST(Utf8, refuses_what_is_too_long_or_cut_or_no_character) {
  for (const std::string_view text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98",
        "\xc3x", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_EQ(first_utf8_character(text).size, 0U) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace weft
