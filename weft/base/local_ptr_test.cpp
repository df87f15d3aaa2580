#include <weft/base/local_ptr.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

class Thing : public LocallyShared {
 public:
  explicit Thing(int& alive) : alive_(alive) { ++alive_; }
  ~Thing() override { --alive_; }

 private:
  int& alive_;
};

class LocalPtrTest : public ::testing::Test {
 protected:
  int alive = 0;
};

TEST_F(LocalPtrTest, owns_nothing_at_first) {
  const LocalPtr<Thing> nothing;
  EXPECT_FALSE(nothing);
  EXPECT_EQ(nothing, nullptr);
  EXPECT_EQ(LocalPtr<Thing>(nothing).get(), nullptr);
}

TEST_F(LocalPtrTest, destroys_with_its_last_owner) {
  LocalPtr<Thing> first(new Thing(alive));
  {
    const LocalPtr<Thing> second = first;
    EXPECT_EQ(second.get(), first.get());
    first = {};
    EXPECT_EQ(alive, 1);
  }
  EXPECT_EQ(alive, 0);
}

TEST_F(LocalPtrTest, moves_without_an_owner_more) {
  LocalPtr<Thing> first(new Thing(alive));
  const LocalPtr<Thing> second = std::move(first);
  EXPECT_TRUE(second);
  EXPECT_EQ(alive, 1);
}

TEST_F(LocalPtrTest, is_assigned_to_itself_in_peace) {
  LocalPtr<Thing> thing(new Thing(alive));
  const LocalPtr<Thing>& same = thing;
  thing = same;
  EXPECT_TRUE(thing);
  EXPECT_EQ(alive, 1);
}

TEST_F(LocalPtrTest, forgets_what_exactly_it_owns) {
  LocalPtr<Thing> thing(new Thing(alive));
  LocalPtr<const LocallyShared> anything = thing;
  thing = {};
  EXPECT_EQ(alive, 1);
  anything = {};
  EXPECT_EQ(alive, 0);
}

}  // namespace
}  // namespace weft
