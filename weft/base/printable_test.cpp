#include <weft/base/printable.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Printable, leaves_text_of_every_language) {
  for (const char* text : {"", "plain text", "Zürich, Ελλάδα, 日本, 🙂", "a\\b\"c"}) EXPECT_EQ(printable(text), text);
}

TEST(Printable, shows_octets_that_a_terminal_would_obey) {
  EXPECT_EQ(printable("\x1b[2Jgone\a"), "\\x1b[2Jgone\\x07");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  // U+009B is CSI in one character.
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m");
}

TEST(Printable, shows_marks_that_turn_text_around_or_end_its_line) {
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "fdp.exe"),
            "\\xe2\\x80\\xaefdp.exe");
  EXPECT_EQ(printable("\xe2\x80\xa8"), "\\xe2\\x80\\xa8");
}

TEST(Printable, shows_octets_that_are_not_utf8) {
  // Latin-1, cut short, too long, a surrogate, beyond the last character.
  EXPECT_EQ(printable("\xe4 "), "\\xe4 ");
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(Printable, lets_lines_end_where_there_may_be_many) {
  EXPECT_EQ(printable("a\nb\tc\r\n"), "a\\x0ab\\x09c\\x0d\\x0a");
  EXPECT_EQ(printable("a\nb\tc\r\n", Lines::many), "a\nb\tc\r\n");
  // By itself a carriage return lets later text stand over earlier text.
  EXPECT_EQ(printable("a\rb", Lines::many), "a\\x0db");
}

TEST(Printable, knows_text_from_other_octets) {
  EXPECT_TRUE(is_text(""));
  EXPECT_TRUE(is_text("Zürich\r\n\x1b[31mred"));
  EXPECT_FALSE(is_text(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_text("\x89PNG"));
}

}  // namespace
}  // namespace weft
