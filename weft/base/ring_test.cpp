#include <weft/base/ring.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace weft {
namespace {

TEST(Ring, is_first_in_first_out_at_every_offset) {
  // Every place of the first element meets every size, so that both wrap around and growth happen everywhere.
  for (int offset = 0; offset < 20; ++offset) {
    for (int size = 0; size < 40; ++size) {
      Ring<int> ring;
      for (int i = 0; i < offset; ++i) {
        ring.push_back(i);
        ring.pop_front();
      }
      for (int i = 0; i < size; ++i) ring.push_back(i);
      ASSERT_EQ(ring.size(), static_cast<std::size_t>(size));
      for (int i = 0; i < size; ++i) ASSERT_EQ(ring[static_cast<std::size_t>(i)], i);
      for (int i = 0; i < size; ++i) {
        ASSERT_EQ(ring.front(), i);
        ASSERT_EQ(ring.pop_front(), i);
      }
      ASSERT_TRUE(ring.empty());
    }
  }
}

TEST(Ring, is_filled_in_place_as_well) {
  Ring<int> ring;
  for (int i = 0; i < 20; ++i) ring.extend() = i;
  EXPECT_EQ(ring.size(), 20U);
  ring.drop_front();
  for (int i = 1; i < 20; ++i) EXPECT_EQ(ring.pop_front(), i);
  EXPECT_TRUE(ring.empty());
}

TEST(Ring, does_not_grow_beyond_its_largest_size) {
  Ring<int> ring;
  EXPECT_EQ(ring.capacity(), 0U);
  for (int i = 0; i < 8; ++i) ring.push_back(i);
  const std::size_t capacity = ring.capacity();
  for (int i = 0; i < 1000; ++i) ring.push_back(ring.pop_front());
  EXPECT_EQ(ring.capacity(), capacity);
}

TEST(Ring, an_element_that_left_owns_nothing_any_more) {
  const auto shared = std::make_shared<int>(1);
  Ring<std::shared_ptr<int>> ring;
  ring.push_back(shared);
  ring.pop_front();
  EXPECT_EQ(shared.use_count(), 1);
  ring.push_back(shared);
  ring.push_back(shared);
  ring.clear();
  EXPECT_EQ(shared.use_count(), 1);
  EXPECT_TRUE(ring.empty());
}

TEST(Ring, that_was_moved_from_is_empty_and_usable) {
  Ring<std::unique_ptr<int>> ring;
  ring.push_back(std::make_unique<int>(7));
  Ring<std::unique_ptr<int>> other(std::move(ring));
  EXPECT_TRUE(ring.empty());  // NOLINT(bugprone-use-after-move): that is the rule under test
  ring.push_back(std::make_unique<int>(8));
  EXPECT_EQ(*other.front(), 7);
  EXPECT_EQ(*ring.front(), 8);
}

}  // namespace
}  // namespace weft
