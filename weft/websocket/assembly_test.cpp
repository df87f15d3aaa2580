#include <weft/websocket/assembly.hpp>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace assembly_test {

// One frame of a message.
Result<std::optional<Message>, Reason> frame(Assembly& assembly, FrameHeader header, std::string_view text) {
  header.size = text.size();
  if (const auto reason = assembly.begin(header)) return fail(*reason);
  if (const auto reason = assembly.take(as_octets(text))) return fail(*reason);
  return assembly.end();
}

constexpr FrameHeader last{.opcode = Opcode::continuation};
constexpr FrameHeader middle{.fin = false, .opcode = Opcode::continuation};
constexpr FrameHeader first{.fin = false};

TEST(Assembly, joins_fragments) {
  Assembly assembly(100, std::nullopt);
  EXPECT_EQ(frame(assembly, first, "a"), std::nullopt);
  EXPECT_EQ(frame(assembly, middle, ""), std::nullopt);
  EXPECT_EQ(frame(assembly, middle, "b"), std::nullopt);
  EXPECT_EQ(frame(assembly, last, "c"), (Message{Kind::text, "abc"}));
  EXPECT_EQ(frame(assembly, {.opcode = Opcode::binary}, "\xff"), (Message{Kind::binary, "\xff"}));
}

TEST(Assembly, knows_the_order_of_fragments) {
  Assembly assembly(100, std::nullopt);
  EXPECT_EQ(frame(assembly, last, "x").error(), Reason::continuation_unexpected);
  Assembly other(100, std::nullopt);
  EXPECT_EQ(frame(other, first, "x"), std::nullopt);
  EXPECT_EQ(frame(other, first, "x").error(), Reason::continuation_missing);
}

TEST(Assembly, refuses_a_message_that_is_too_large_before_its_octets_come) {
  Assembly assembly(10, std::nullopt);
  EXPECT_EQ(assembly.begin({.opcode = Opcode::binary, .size = 11}), Reason::message_too_large);
  Assembly fragments(10, std::nullopt);
  EXPECT_EQ(frame(fragments, first, "123456"), std::nullopt);
  EXPECT_EQ(fragments.begin({.opcode = Opcode::continuation, .size = 5}), Reason::message_too_large);
}

TEST(Assembly, may_cut_a_character_between_fragments) {
  Assembly assembly(10, std::nullopt);
  EXPECT_EQ(frame(assembly, first, "\xe2\x82"), std::nullopt);
  EXPECT_EQ(frame(assembly, last, "\xac"), (Message{Kind::text, "\u20ac"}));
  EXPECT_EQ(frame(assembly, {}, "\xe2\x82").error(), Reason::text_not_utf8);
}

TEST(Assembly, tells_wrong_text_before_the_message_has_ended) {
  Assembly assembly(10, std::nullopt);
  EXPECT_EQ(frame(assembly, first, "\xe2(").error(), Reason::text_not_utf8);
}

// The text goes wrong before the compression does.
TEST(Assembly, tells_the_same_of_a_compressed_message_whole_and_octet_by_octet) {
  constexpr std::string_view wrong_twice = "\xfb\x35\x37\x00\xfb\x35\xcb\x31\x4e\xc8\x05\xd7\x51\xc8\xcb";
  Assembly whole(100, Inflater(15, true));
  EXPECT_EQ(frame(whole, {.compressed = true}, wrong_twice).error(), Reason::text_not_utf8);
  Assembly cut(100, Inflater(15, true));
  ASSERT_EQ(cut.begin({.compressed = true, .size = wrong_twice.size()}), std::nullopt);
  std::optional<Reason> reason;
  for (std::size_t i = 0; !reason && i < wrong_twice.size(); ++i)
    reason = cut.take(as_octets(wrong_twice.substr(i, 1)));
  EXPECT_EQ(reason, Reason::text_not_utf8);
}

// The limit is reached in the middle of what one call inflates, and the text goes wrong behind it.
TEST(Assembly, judges_no_text_beyond_the_limit) {
  Assembly assembly(2, Inflater(15, true));
  // "ab\xff", stored.
  constexpr std::string_view stored(
      "\x00\x03\x00\xfc\xff"
      "ab\xff",
      8);
  EXPECT_EQ(frame(assembly, {.compressed = true}, stored).error(), Reason::message_too_large);
}

}  // namespace assembly_test
}  // namespace weft::websocket
