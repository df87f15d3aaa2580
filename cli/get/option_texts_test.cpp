#include <cli/get/option_texts.hpp>

#include <gtest/gtest.h>

namespace weft::cli::get {
namespace {

TEST(FormPart, is_a_text_or_a_file_with_its_type) {
  EXPECT_EQ(parse_form_part("a=b=c"), (FormPart{.name = "a", .text = "b=c"}));
  EXPECT_EQ(parse_form_part("a="), (FormPart{.name = "a"}));
  EXPECT_EQ(parse_form_part("a=@x;y.png"), (FormPart{.name = "a", .path = "x;y.png"}));
  EXPECT_EQ(parse_form_part("a=@x;type=text/html; charset=utf-8"),
            (FormPart{.name = "a", .path = "x", .media_type = "text/html; charset=utf-8"}));
}

TEST(FormPart, has_a_name_and_a_file_where_it_says_so) {
  for (const auto* text : {"", "a", "=b", "a=@", "a=@;type=text/plain", "a=@x;type=", "a=b;type=text/plain"}) {
    EXPECT_FALSE(parse_form_part(text)) << text;
  }
}

TEST(Rate, has_the_units_of_curl) {
  EXPECT_EQ(parse_rate("500"), 500);
  EXPECT_EQ(parse_rate("100k"), 102'400);
  EXPECT_EQ(parse_rate("1.5M"), 1'572'864);
  EXPECT_EQ(parse_rate("2G"), 2'147'483'648);
  for (const auto* text : {"", "0", "k", "-1", "1T", "1kk", "1 k", "1e3", "999999999999G"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(Range, is_one_of_rfc9110) {
  for (const auto* text : {"0-499", "500-", "-500", "0-0,-1"}) EXPECT_TRUE(is_range(text)) << text;
  for (const auto* text : {"", "5", "9-1", "bytes=0-1", "a-b", "-0"}) EXPECT_FALSE(is_range(text)) << text;
}

TEST(Priority, is_what_no_server_ignores) {
  for (const auto* text : {"u=0", "u=7", "i", "u=1,i", "u=1, i"}) EXPECT_TRUE(is_priority(text)) << text;
  for (const auto* text : {"", "u", "u=8", "u=-1", "u=10", "1", "i,x", "u=1,i=5"}) {
    EXPECT_FALSE(is_priority(text)) << text;
  }
}

TEST(OptionTexts, a_pause_has_a_size_and_maybe_a_time) {
  using namespace std::chrono_literals;
  EXPECT_EQ(parse_pause("64k"), (PauseAfter{.octets = 65'536}));
  EXPECT_EQ(parse_pause("1M:500ms"), (PauseAfter{.octets = 1'048'576, .duration = 500ms}));
  for (const auto* text : {"", "0", "64k:", "64k:0", ":2s", "64k:soon", "soon"})
    EXPECT_EQ(parse_pause(text), std::nullopt) << text;
}

}  // namespace
}  // namespace weft::cli::get
