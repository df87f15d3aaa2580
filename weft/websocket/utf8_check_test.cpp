#include <weft/websocket/utf8_check.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace {

bool is_utf8(std::string_view text) {
  Utf8Check check;
  return check.take(as_octets(text)) && check.is_whole();
}

bool is_utf8_cut(std::string_view text, std::size_t cut) {
  Utf8Check check;
  return check.take(as_octets(text.substr(0, cut))) && check.take(as_octets(text.substr(cut))) && check.is_whole();
}

TEST(Utf8Check, takes_characters_of_every_length) {
  for (const std::string_view text : {"", "a", "\u00e9", "\u20ac", "\U0001f600", "\x7f", "\u07ff", "\u0800", "\ud7ff",
                                      "\ue000", "\uffff", "\U00010000", "\U0010ffff", "plain text of some length"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

// RFC 3629 3 and 4.
TEST(Utf8Check, refuses_what_is_no_character) {
  for (const std::string_view text : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
                                      "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3(", "\xe2\x82(", "\xe2("}) {
    for (std::size_t ahead = 0; ahead < 9; ++ahead) {
      EXPECT_FALSE(is_utf8(std::string(ahead, 'x').append(text))) << text;
    }
  }
}

TEST(Utf8Check, sees_a_character_that_is_cut_at_the_end) {
  for (const std::string_view text : {"\xc3", "\xe2\x82", "\xf0\x9f\x98", "x\xf0"}) EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(Utf8Check, gives_the_same_answer_under_every_cut) {
  for (const std::string_view text :
       {"\u00e9\u20ac\U0001f600 and more \u00e9", "abc\xe2\x82(", "\xed\xa0\x80", "\xf4\x8f\xbf\xbf"}) {
    for (std::size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(is_utf8_cut(text, cut), is_utf8(text)) << cut;
  }
}

// A wrong octet is told at once, not at the end of a message.
TEST(Utf8Check, fails_with_the_first_wrong_octet) {
  Utf8Check check;
  EXPECT_TRUE(check.take(as_octets("\xf4")));
  EXPECT_FALSE(check.take(as_octets("\x90")));
}

}  // namespace
}  // namespace weft::websocket
