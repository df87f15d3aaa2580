#include <weft/h2/priority/switch_meter.hpp>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace {

TEST(SwitchMeter, counts_what_others_send_before_the_awaited_stream) {
  SwitchMeter meter;
  EXPECT_EQ(meter.sent(1, 100), std::nullopt);
  meter.await(3);
  EXPECT_EQ(meter.sent(1, 1000), std::nullopt);
  EXPECT_EQ(meter.sent(5, 234), std::nullopt);
  EXPECT_EQ(meter.sent(3, 16'384), 1234u);
  EXPECT_EQ(meter.sent(3, 16'384), std::nullopt);
}

TEST(SwitchMeter, awaits_the_latest_only) {
  SwitchMeter meter;
  meter.await(3);
  EXPECT_EQ(meter.sent(1, 1000), std::nullopt);
  meter.await(5);
  EXPECT_EQ(meter.sent(3, 10), std::nullopt);
  EXPECT_EQ(meter.sent(5, 10), 10u);
}

TEST(SwitchMeter, awaits_nobody_who_has_nothing_to_send) {
  SwitchMeter meter;
  meter.await(3);
  meter.forget(1);
  meter.forget(3);
  EXPECT_EQ(meter.sent(1, 1000), std::nullopt);
  EXPECT_EQ(meter.sent(3, 1000), std::nullopt);
}

}  // namespace
}  // namespace weft::h2
