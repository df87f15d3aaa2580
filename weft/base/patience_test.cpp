#include <weft/base/patience.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Patience, is_over_ever_more_rarely_while_nothing_comes_again) {
  Patience patience;
  int remembered = 0;
  for (int i = 0; i < 1000; ++i) remembered += patience.is_over();
  EXPECT_TRUE(remembered > 4 && remembered < 25) << remembered;
}

TEST(Patience, is_over_at_once_after_it_has_paid) {
  Patience patience;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(patience.is_over());
    patience.pays();
  }
}

TEST(Patience, begins_anew_when_what_came_again_comes_no_more) {
  Patience patience;
  EXPECT_TRUE(patience.is_over());
  patience.pays();
  EXPECT_TRUE(patience.is_over());
  EXPECT_TRUE(patience.is_over());
  EXPECT_FALSE(patience.is_over());
  EXPECT_TRUE(patience.is_over());
}

}  // namespace
}  // namespace weft
