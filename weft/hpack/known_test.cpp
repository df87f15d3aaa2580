#include <weft/hpack/known.hpp>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

struct Number {
  bool is(int asked) const { return asked == number; }
  void assign(int asked) { number = asked; }

  int number = -1;
};

TEST(Known, is_what_came_last_in_the_same_epoch) {
  Known<Number, int> known;
  EXPECT_EQ(known.find(7, 0), nullptr);
  ASSERT_TRUE(known.wants(3, 3));
  known.keep(7, 3) = 70;
  ASSERT_NE(known.find(7, 3), nullptr);
  EXPECT_EQ(*known.find(7, 3), 70);
  EXPECT_EQ(known.find(8, 3), nullptr);
  EXPECT_EQ(known.find(7, 4), nullptr);
}

TEST(Known, does_not_want_what_has_changed_the_table) {
  Known<Number, int> known;
  EXPECT_FALSE(known.wants(3, 4));
  EXPECT_TRUE(known.wants(4, 4));
}

TEST(Known, wants_what_never_comes_again_ever_more_rarely) {
  Known<Number, int> known;
  int kept = 0;
  for (int i = 0; i < 1000; ++i) {
    if (!known.wants(1, 1)) continue;
    known.keep(i, 1) = i;
    ++kept;
  }
  EXPECT_TRUE(kept > 4 && kept < 25) << kept;
}

}  // namespace
}  // namespace weft::hpack
