#include <weft/server/push/push_rules.hpp>

#include <stdexcept>

#include <gmock/gmock.h>

namespace weft::server {
namespace push_rules_test {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PushRules, are_found_by_the_page) {
  const PushRules program{.rules = {{"/b", {{.path = "/1"}}}, {"/a", {{.path = "/2"}}}}, .from_link = true};
  const PushRules site{.rules = {{"/b", {{.path = "/3"}}}}, .cookie = true};
  const auto joined = joined_push_rules(program, site);
  EXPECT_THAT(joined->of_page("/b"), ElementsAre(program.rules[0], site.rules[0]));
  EXPECT_THAT(joined->of_page("/a"), ElementsAre(program.rules[1]));
  EXPECT_THAT(joined->of_page("/"), IsEmpty());
  EXPECT_TRUE(joined->from_link);
  EXPECT_TRUE(joined->cookie);
}

TEST(PushRules, are_nothing_where_nobody_says_any) {
  EXPECT_EQ(joined_push_rules({}, {}), nullptr);
  EXPECT_NE(joined_push_rules({}, {.from_link = true}), nullptr);
}

TEST(PushRules, are_checked) {
  EXPECT_NO_THROW(check_push_rules({.rules = {{"/a b", {{.path = "/a%20b?c", .as = "style"}}}}}));
  EXPECT_THROW(check_push_rules({.rules = {{"a", {}}}}), std::invalid_argument);
  EXPECT_THROW(check_push_rules({.rules = {{"/", {{.path = "//a b"}}}}}), std::invalid_argument);
  EXPECT_THROW(check_push_rules({.rules = {{"/", {{.path = "https://a.test/"}}}}}), std::invalid_argument);
  EXPECT_THROW(check_push_rules({.rules = {{"/", {{.path = "/a", .as = "movie"}}}}}), std::invalid_argument);
  EXPECT_THROW(check_push_rules({.rules = {{"/", {{.path = "/a", .priority = {{.urgency = 8}}}}}}}),
               std::invalid_argument);
}

}  // namespace push_rules_test
}  // namespace weft::server
