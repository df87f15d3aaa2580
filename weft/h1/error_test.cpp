#include <weft/h1/error.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace weft::h1 {
namespace {

constexpr Reason every_reason[] = {
#define WEFT_REASON(token, scope, status, blame, meaning) Reason::token,
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
};

TEST(Reason, has_a_token_of_its_own_and_a_meaning) {
  std::set<std::string_view> tokens;
  for (const Reason reason : every_reason) {
    EXPECT_TRUE(tokens.insert(to_string(reason)).second) << to_string(reason);
    EXPECT_TRUE(meaning(reason).ends_with('.')) << to_string(reason);
    EXPECT_EQ(close_of(reason).reason, to_string(reason));
  }
}

TEST(Reason, that_has_a_status_is_the_fault_of_the_peer) {
  for (const Reason reason : every_reason) {
    const http::Close close = close_of(reason);
    EXPECT_TRUE(close.code == 0 || close.blame == http::Blame::peer) << to_string(reason);
  }
}

TEST(Reason, says_its_scope_its_status_and_whose_fault_it_is) {
  const http::Close close = close_of(Reason::target_too_long);
  EXPECT_EQ(close.scope, http::Scope::connection);
  EXPECT_EQ(close.blame, http::Blame::peer);
  EXPECT_EQ(close.code, 414U);
  EXPECT_TRUE(close_of(Reason::complete).clean());
  EXPECT_EQ(close_of(Reason::complete).scope, http::Scope::message);
}

}  // namespace
}  // namespace weft::h1
