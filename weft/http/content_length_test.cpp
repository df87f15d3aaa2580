#include <weft/http/content_length.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

using Check = BodyLength::Check;

TEST(ContentLength, is_digits_below_two_to_the_63) {
  EXPECT_EQ(parse_content_length("0"), 0U);
  EXPECT_EQ(parse_content_length("3495"), 3495U);
  EXPECT_EQ(parse_content_length("9223372036854775807"), 9223372036854775807U);
  for (const std::string_view value : {"", "+5", "-1", "5,5", "5, 5", "5 ", " 5", "0x5", "5.", "9223372036854775808",
                                       "18446744073709551616", "18446744073709551621"}) {
    EXPECT_EQ(parse_content_length(value), std::nullopt) << value;
  }
}

TEST(ContentLength, may_be_absent) {
  Fields fields;
  fields.add("x-name", "5");
  const auto length = content_length_of(fields);
  ASSERT_TRUE(length.has_value());
  EXPECT_EQ(*length, std::nullopt);
}

TEST(ContentLength, is_what_the_one_field_says) {
  Fields fields;
  fields.add("content-length", "5");
  EXPECT_EQ(content_length_of(fields).value(), 5U);
}

TEST(ContentLength, of_two_fields_is_invalid_even_if_they_are_equal) {
  for (const std::string_view second : {"5", "6", "x"}) {
    Fields fields;
    fields.add("content-length", "5");
    fields.add("content-length", second);
    EXPECT_FALSE(content_length_of(fields).has_value()) << second;
  }
}

TEST(ContentLength, that_is_no_number_is_invalid) {
  Fields fields;
  fields.add("content-length", "5,5");
  EXPECT_FALSE(content_length_of(fields).has_value());
}

TEST(BodyLength, without_a_declared_length_any_length_is_right) {
  BodyLength length;
  EXPECT_EQ(length.receive(1'000'000), Check::ok);
  EXPECT_EQ(length.finish(), Check::ok);
  EXPECT_EQ(length.received(), 1'000'000U);
}

TEST(BodyLength, must_be_met_exactly_however_the_body_is_cut) {
  for (std::uint64_t declared = 0; declared < 8; ++declared) {
    for (std::uint64_t sent = 0; sent < 8; ++sent) {
      BodyLength whole(declared);
      EXPECT_EQ(whole.receive(sent), sent > declared ? Check::too_long : Check::ok);
      BodyLength cut(declared);
      for (std::uint64_t i = 1; i <= sent; ++i) {
        EXPECT_EQ(cut.receive(0), i - 1 > declared ? Check::too_long : Check::ok);
        EXPECT_EQ(cut.receive(1), i > declared ? Check::too_long : Check::ok);
      }
      if (sent > declared) continue;
      EXPECT_EQ(whole.finish(), sent < declared ? Check::too_short : Check::ok);
      EXPECT_EQ(cut.finish(), whole.finish());
    }
  }
}

}  // namespace
}  // namespace weft::http
