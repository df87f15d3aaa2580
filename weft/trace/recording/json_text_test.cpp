#include <weft/trace/recording/json_text.hpp>

#include <array>

#include <gtest/gtest.h>

namespace weft::trace {
namespace {

TEST(JsonText, escapes_what_would_end_a_string_or_a_line) {
  EXPECT_EQ(json_string("a\"b\\c\nd\x1e"), R"("a\"b\\c\u000ad\u001e")");
  EXPECT_EQ(json_string("zwölf"), "\"zwölf\"");
}

TEST(JsonText, writes_octets_that_are_no_text_in_hexadecimal) {
  EXPECT_EQ(member("value", "x"), R"("value":"x")");
  EXPECT_EQ(member("value", "\xe9t\xe9"), R"("value_bytes":"e974e9")");
  EXPECT_EQ(member("value", std::string_view("\0", 1)), R"("value_bytes":"00")");
}

TEST(JsonText, loses_no_nanosecond) {
  EXPECT_EQ(milliseconds(Duration(0)), "0.000000");
  EXPECT_EQ(milliseconds(Duration(1)), "0.000001");
  EXPECT_EQ(milliseconds(Duration(1'234'567'890)), "1234.567890");
  EXPECT_EQ(milliseconds(Duration(-1)), "-0.000001");
}

}  // namespace
}  // namespace weft::trace
