#include <weft/base/pool.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace weft {
namespace {

TEST(Pool, gives_what_came_back_last) {
  Pool<std::string> pool;
  std::string& first = pool.take();
  std::string& second = pool.take();
  EXPECT_NE(&first, &second);
  pool.give_back(first);
  pool.give_back(second);
  EXPECT_EQ(&pool.take(), &second);
  EXPECT_EQ(&pool.take(), &first);
}

TEST(Pool, makes_a_new_one_of_what_it_is_given_and_leaves_an_old_one_as_it_is) {
  Pool<std::string> pool;
  std::string& text = pool.take("made");
  EXPECT_EQ(text, "made");
  text = "used";
  pool.give_back(text);
  EXPECT_EQ(pool.take("made"), "used");
}

TEST(Pool, knows_all_whoever_uses_them) {
  Pool<std::string> pool;
  std::set<std::string*> all;
  for (int i = 0; i < 10; ++i) all.insert(&pool.take());
  pool.give_back(**all.begin());
  std::set<std::string*> visited;
  pool.for_each([&](std::string& text) { visited.insert(&text); });
  EXPECT_EQ(visited, all);
}

TEST(Pool, ends_with_those_that_are_in_use) {
  const auto owner = std::make_shared<int>(1);
  {
    Pool<std::shared_ptr<int>> pool;
    pool.take() = owner;
    pool.give_back(pool.take(owner));
    EXPECT_EQ(owner.use_count(), 3);
  }
  EXPECT_EQ(owner.use_count(), 1);
}

}  // namespace
}  // namespace weft
