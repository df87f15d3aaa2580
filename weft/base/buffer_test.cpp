#include <weft/base/buffer.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft {
namespace {

TEST(Buffer, is_empty_and_holds_no_memory_at_first) {
  Buffer buffer;
  EXPECT_TRUE(buffer.empty());
  EXPECT_TRUE(buffer.readable().empty());
  EXPECT_EQ(buffer.capacity(), 0U);
  buffer.append({});
  EXPECT_EQ(buffer.capacity(), 0U);
}

TEST(Buffer, gives_back_in_order_what_was_written) {
  Buffer buffer;
  buffer.append(as_octets("hello "));
  const MutableOctets room = buffer.prepare(5);
  ASSERT_GE(room.size(), 5U);
  std::memcpy(room.data(), "world", 5);
  buffer.commit(5);
  buffer.push_back('!');
  EXPECT_EQ(as_text(buffer.readable()), "hello world!");
  buffer.consume(6);
  EXPECT_EQ(as_text(buffer.readable()), "world!");
}

TEST(Buffer, what_was_prepared_but_not_committed_is_not_readable) {
  Buffer buffer;
  buffer.prepare(100);
  EXPECT_TRUE(buffer.empty());
}

TEST(Buffer, truncate_keeps_the_front) {
  Buffer buffer;
  buffer.append(as_octets("abcdef"));
  buffer.consume(1);
  buffer.truncate(2);
  EXPECT_EQ(as_text(buffer.readable()), "bc");
}

TEST(Buffer, clear_keeps_memory_and_release_gives_it_back) {
  Buffer buffer;
  buffer.append(as_octets("abc"));
  const std::size_t capacity = buffer.capacity();
  buffer.clear();
  EXPECT_EQ(buffer.capacity(), capacity);
  EXPECT_TRUE(buffer.empty());
  buffer.release();
  EXPECT_EQ(buffer.capacity(), 0U);
}

TEST(Buffer, that_was_moved_from_is_empty_and_usable) {
  Buffer buffer;
  buffer.append(as_octets("abc"));
  Buffer other(std::move(buffer));
  EXPECT_TRUE(buffer.empty());  // NOLINT(bugprone-use-after-move): that is the rule under test
  buffer.append(as_octets("x"));
  EXPECT_EQ(as_text(buffer.readable()), "x");
  EXPECT_EQ(as_text(other.readable()), "abc");
  other = std::move(buffer);
  EXPECT_EQ(as_text(other.readable()), "x");
}

// A queue that never holds more than `held` octets needs memory for that, however many pass through it.
TEST(Buffer, memory_follows_what_is_held_not_what_passes) {
  for (const std::size_t held : {1U, 100U, 300U, 5000U}) {
    Buffer buffer;
    std::string expected;
    char next = 'a';
    for (int i = 0; i < 2000; ++i) {
      while (expected.size() < held) {
        buffer.push_back(static_cast<std::uint8_t>(next));
        expected.push_back(next);
        next = next == 'z' ? 'a' : static_cast<char>(next + 1);
      }
      const std::size_t used = held / 2 + 1;
      ASSERT_EQ(as_text(buffer.readable().first(used)), expected.substr(0, used));
      buffer.consume(used);
      expected.erase(0, used);
    }
    EXPECT_LE(buffer.capacity(), std::max<std::size_t>(256, held * 4));
  }
}

}  // namespace
}  // namespace weft
