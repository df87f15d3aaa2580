#include <weft/h2/outbox.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::h2 {
namespace {

class OutboxTest : public ::testing::Test {
 protected:
  void section(std::string_view text) { outbox.sections().append(as_octets(text)); }
  std::string taken() {
    const std::string text(as_text(out.readable()));
    out.clear();
    return text;
  }

  Workspace workspace;
  Outbox outbox{workspace};
  Buffer out;
};

TEST_F(OutboxTest, gives_sections_in_order_up_to_a_place) {
  section("one");
  const auto first = outbox.sections_end();
  section("two");
  const auto second = outbox.sections_end();
  outbox.take_sections(first, out);
  EXPECT_EQ(taken(), "one");
  EXPECT_TRUE(outbox.is_taken(first));
  EXPECT_FALSE(outbox.is_taken(second));
  outbox.take_sections(first, out);
  EXPECT_EQ(taken(), "");
  section("three");
  outbox.take_sections(out);
  EXPECT_EQ(taken(), "twothree");
}

TEST_F(OutboxTest, gives_control_frames_apart) {
  section("section");
  outbox.control().append(as_octets("control"));
  outbox.take_control(out);
  EXPECT_EQ(taken(), "control");
  EXPECT_FALSE(outbox.empty());
}

TEST_F(OutboxTest, holds_no_memory_while_it_is_empty) {
  EXPECT_EQ(outbox.capacity(), 0u);
  section("section");
  EXPECT_NE(outbox.capacity(), 0u);
  outbox.take_sections(out);
  EXPECT_EQ(outbox.capacity(), 0u);
}

TEST_F(OutboxTest, can_drop_sections_and_goes_on) {
  section("one");
  outbox.drop_sections();
  section("two");
  outbox.take_sections(out);
  EXPECT_EQ(taken(), "two");
}

}  // namespace
}  // namespace weft::h2
