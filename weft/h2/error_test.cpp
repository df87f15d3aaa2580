#include <weft/h2/error.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace weft::h2 {
namespace {

constexpr Reason every_reason[] = {
#define WEFT_REASON(token, scope, code, blame, meaning) Reason::token,
#include <weft/h2/reasons.inc>
#undef WEFT_REASON
};

TEST(Reason, has_a_token_of_its_own_and_a_meaning) {
  std::set<std::string_view> tokens;
  for (const Reason reason : every_reason) {
    EXPECT_TRUE(tokens.insert(to_string(reason)).second) << to_string(reason);
    EXPECT_FALSE(meaning(reason).empty()) << to_string(reason);
  }
}

TEST(Reason, is_one_lower_case_word) {
  for (const Reason reason : every_reason) {
    EXPECT_EQ(to_string(reason).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos);
  }
}

TEST(Reason, says_what_goes_on_the_wire) {
  const http::Close close = close_of(Reason::pings_limit);
  EXPECT_EQ(close.scope, http::Scope::connection);
  EXPECT_EQ(close.blame, http::Blame::peer);
  EXPECT_EQ(close.code, static_cast<std::uint32_t>(ErrorCode::enhance_your_calm));
  EXPECT_EQ(close.reason, "pings_limit");
}

TEST(Reason, of_an_ordinary_end_is_clean) {
  EXPECT_TRUE(close_of(Reason::complete).clean());
  EXPECT_FALSE(close_of(Reason::peer_reset).clean());
}

TEST(Reason, of_a_broken_frame_has_the_name_of_the_fault) {
#define WEFT_FAULT(token, scope, code, why) EXPECT_EQ(to_string(reason_of(frame::Fault::token)), #token);
#include <weft/frame/faults.inc>
#undef WEFT_FAULT
}

}  // namespace
}  // namespace weft::h2
