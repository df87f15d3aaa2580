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

}  // namespace assembly_test
}  // namespace weft::websocket
