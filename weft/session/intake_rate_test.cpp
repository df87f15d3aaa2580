#include <gtest/gtest.h>

#include <weft/session/intake_rate.hpp>

namespace weft::session {
namespace {

using std::chrono::milliseconds;

constexpr Time start = Time() + std::chrono::hours(1);

TEST(IntakeRate, is_told_when_enough_has_come) {
  IntakeRate rate;
  EXPECT_FALSE(rate.take(IntakeRate::told_every - 1, start));
  EXPECT_TRUE(rate.take(1, start));
  EXPECT_FALSE(rate.take(IntakeRate::told_every - 1, start + milliseconds(1)));
}

TEST(IntakeRate, is_what_came_since_it_was_told) {
  IntakeRate rate;
  rate.take(1'000'000, start);
  EXPECT_FALSE(rate.take(50'000, start + milliseconds(50)));
  EXPECT_EQ(rate.take(450'000, start + milliseconds(100)), 5'000'000u);
}

TEST(IntakeRate, is_that_of_a_round_trip_at_least) {
  IntakeRate rate;
  rate.take(1'000'000, start);
  rate.set_round_trip(milliseconds(80));
  EXPECT_FALSE(rate.take(1'000'000, start + milliseconds(1)));
  EXPECT_FALSE(rate.take(1'000'000, start + milliseconds(79)));
  EXPECT_EQ(rate.take(2'000'000, start + milliseconds(80)), 50'000'000u);
  EXPECT_FALSE(rate.take(1'000'000, start + milliseconds(159)));
}

TEST(IntakeRate, of_octets_that_come_at_the_same_time_is_high) {
  IntakeRate rate;
  rate.take(1'000'000, start);
  EXPECT_EQ(rate.take(300'000, start), 300'000'000'000u);
}

TEST(IntakeRate, of_the_first_octets_is_low_however_fast_they_come) {
  IntakeRate rate;
  EXPECT_LT(rate.take(1'000'000, start), 1000u);
}

TEST(IntakeRate, leaves_out_the_quiet_before) {
  IntakeRate rate;
  rate.take(1'000'000, start);
  rate.set_round_trip(milliseconds(80));
  EXPECT_FALSE(rate.take(400'000, start + milliseconds(1000)));
  EXPECT_EQ(rate.take(400'000, start + milliseconds(1080)), 10'000'000u);
}

TEST(IntakeRate, is_low_where_little_comes) {
  IntakeRate rate;
  rate.take(1'000'000, start);
  EXPECT_LT(rate.take(300'000, start + std::chrono::minutes(5)), 1001u);
}

}  // namespace
}  // namespace weft::session
