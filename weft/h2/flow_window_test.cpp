#include <weft/h2/flow_window.hpp>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace {

TEST(FlowWindow, begins_with_65535_octets) {
  EXPECT_EQ(FlowWindow().available(), 65'535u);
}

TEST(FlowWindow, may_reach_the_largest_and_not_exceed_it) {
  FlowWindow window(max_window - 1);
  EXPECT_TRUE(window.give(1));
  EXPECT_FALSE(window.give(1));
  EXPECT_EQ(window.available(), max_window);
}

TEST(FlowWindow, may_become_negative_and_opens_again_above_zero) {
  FlowWindow window(60'000);
  window.take(60'000);
  EXPECT_TRUE(window.adjust(16'000 - 60'000));
  EXPECT_EQ(window.octets(), -44'000);
  EXPECT_EQ(window.available(), 0u);
  EXPECT_TRUE(window.give(44'000));
  EXPECT_FALSE(window.open());
  EXPECT_TRUE(window.give(1));
  EXPECT_TRUE(window.open());
}

TEST(FlowWindow, never_falls_below_what_32_bits_hold) {
  FlowWindow window(max_window);
  window.take(max_window);
  EXPECT_TRUE(window.adjust(-std::int64_t{max_window}));
  EXPECT_EQ(window.octets(), -std::int64_t{max_window});
}

TEST(ReceiveWindow, accepts_all_of_it_and_not_an_octet_more) {
  ReceiveWindow window(100, 100);
  EXPECT_TRUE(window.take(100));
  EXPECT_FALSE(window.take(1));
  EXPECT_TRUE(window.take(0));
}

TEST(ReceiveWindow, gives_credit_back_in_steps_of_half_of_it) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(100));
  EXPECT_EQ(window.give_back(49), 0u);
  EXPECT_EQ(window.give_back(1), 50u);
  EXPECT_EQ(window.octets(), 50);
  EXPECT_EQ(window.give_back(50), 50u);
  EXPECT_EQ(window.octets(), 100);
}

TEST(ReceiveWindow, of_one_octet_gives_each_back) {
  ReceiveWindow window(1, 1);
  ASSERT_TRUE(window.take(1));
  EXPECT_EQ(window.give_back(1), 1u);
  EXPECT_EQ(window.give_back(0), 0u);
}

TEST(ReceiveWindow, that_was_made_smaller_takes_nothing_until_it_is_positive) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(80));
  window.adjust(-60);
  EXPECT_EQ(window.octets(), -40);
  EXPECT_FALSE(window.take(1));
}

TEST(ReceiveWindow, that_was_made_smaller_announces_in_smaller_steps) {
  ReceiveWindow window(100, 100);
  ASSERT_TRUE(window.take(20));
  EXPECT_EQ(window.give_back(20), 0u);
  window.adjust(-60);
  EXPECT_EQ(window.give_back(0), 20u);
  EXPECT_EQ(window.octets(), 40);
}

}  // namespace
}  // namespace weft::h2
