#include <weft/base/reason.hpp>

#include <gtest/gtest.h>

#include <sstream>
#include <type_traits>

namespace weft::reason_test {

enum class Reason { tired, hungry };

constexpr std::string_view to_string(Reason reason) {
  return reason == Reason::tired ? "tired" : "hungry";
}

enum class Colour { red };

}  // namespace weft::reason_test

template <>
inline constexpr bool weft::is_reason_list<weft::reason_test::Reason> = true;

namespace weft::reason_test {

TEST(ReasonToken, is_made_of_lists_only) {
  EXPECT_EQ(ReasonToken(Reason::hungry).text(), "hungry");
  EXPECT_FALSE((std::is_constructible_v<ReasonToken, const char*>));
  EXPECT_FALSE((std::is_constructible_v<ReasonToken, std::string_view>));
  EXPECT_FALSE((std::is_constructible_v<ReasonToken, Colour>));
  EXPECT_TRUE(ReasonToken().empty());
}

TEST(ReasonToken, compares_with_members_and_with_text) {
  const ReasonToken token = Reason::tired;
  EXPECT_EQ(token, Reason::tired);
  EXPECT_NE(token, Reason::hungry);
  EXPECT_EQ(token, "tired");
}

TEST(ReasonToken, is_printed_as_its_text) {
  std::ostringstream out;
  out << ReasonToken(Reason::tired);
  EXPECT_EQ(out.str(), "tired");
}

TEST(OwnReason, is_a_literal_or_any_token) {
  EXPECT_EQ(OwnReason("disk_full_2").token(), "disk_full_2");
  EXPECT_EQ(OwnReason(Reason::tired).token(), Reason::tired);
  EXPECT_EQ(OwnReason(ReasonToken(Reason::hungry)).token(), Reason::hungry);
  EXPECT_TRUE(OwnReason().token().empty());
}

}  // namespace weft::reason_test
