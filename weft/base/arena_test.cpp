#include <weft/base/arena.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft {
namespace {

TEST(Arena, holds_nothing_before_its_first_text) {
  EXPECT_EQ(Arena().capacity(), 0U);
}

TEST(Arena, text_stays_where_it_is_while_the_arena_grows) {
  Arena arena;
  std::vector<std::string_view> stored;
  for (int i = 0; i < 5000; ++i) stored.push_back(arena.store(std::to_string(i)));
  const char* first = stored.front().data();
  arena.store(std::string(100'000, 'x'));
  EXPECT_EQ(stored.front().data(), first);
  for (int i = 0; i < 5000; ++i) EXPECT_EQ(stored[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST(Arena, empty_text_needs_no_memory) {
  Arena arena;
  EXPECT_TRUE(arena.store("").empty());
  EXPECT_EQ(arena.capacity(), 0U);
}

TEST(Arena, reserve_takes_no_more_than_it_is_asked_for) {
  Arena arena;
  arena.reserve(100);
  EXPECT_EQ(arena.capacity(), 100U);
  arena.store(std::string(60, 'x'));
  arena.reserve(40);
  arena.store(std::string(40, 'x'));
  EXPECT_EQ(arena.capacity(), 100U);
}

TEST(Arena, shrink_gives_room_back_to_the_next_text) {
  Arena arena;
  char* bounded = arena.allocate(100);
  arena.shrink(90);
  EXPECT_EQ(arena.allocate(1), bounded + 10);
}

TEST(Arena, clear_keeps_its_block) {
  Arena arena;
  const char* first = arena.store("text").data();
  const std::size_t capacity = arena.capacity();
  arena.clear();
  EXPECT_EQ(arena.capacity(), capacity);
  EXPECT_EQ(arena.store("other").data(), first);
}

TEST(Arena, does_not_grow_when_the_same_texts_come_again) {
  Arena arena;
  const std::string text(700, 'x');
  for (int i = 0; i < 4; ++i) arena.store(text);
  arena.clear();
  const std::size_t kept = arena.capacity();
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) arena.store(text);
    EXPECT_EQ(arena.capacity(), kept);
    arena.clear();
  }
}

TEST(Arena, does_not_keep_what_a_huge_text_needed) {
  Arena arena;
  arena.store(std::string(1'000'000, 'x'));
  arena.clear();
  EXPECT_LE(arena.capacity(), 3072U);
  arena.store("small");
  arena.store(std::string(1'000'000, 'x'));
  arena.clear();
  EXPECT_LE(arena.capacity(), 3072U);
}

TEST(Arena, that_was_moved_from_is_empty_and_usable) {
  Arena arena;
  const std::string_view text = arena.store("text");
  Arena other(std::move(arena));
  EXPECT_EQ(arena.capacity(), 0U);  // NOLINT(bugprone-use-after-move): that is the rule under test
  EXPECT_NE(arena.store("new").data(), text.data() + text.size());
  EXPECT_EQ(text, "text");
  other = Arena();
  EXPECT_EQ(other.capacity(), 0U);
}

}  // namespace
}  // namespace weft
