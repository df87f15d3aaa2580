#include <weft/base/token_bucket.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace weft {
namespace {

using namespace std::chrono_literals;

constexpr Time start{};
constexpr std::uint64_t huge = std::numeric_limits<std::uint64_t>::max();

TEST(TokenBucket, allows_a_burst_of_its_capacity_and_no_more) {
  TokenBucket bucket(3, 1, start);
  EXPECT_EQ(bucket.capacity(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(1, start));
  EXPECT_FALSE(bucket.take(1, start));
}

TEST(TokenBucket, takes_nothing_when_less_is_left_than_asked) {
  TokenBucket bucket(3, 1, start);
  EXPECT_FALSE(bucket.take(4, start));
  EXPECT_EQ(bucket.left(start), 3U);
}

TEST(TokenBucket, refills_with_time_exactly) {
  TokenBucket bucket(10, 2, start);
  EXPECT_TRUE(bucket.take(10, start));
  EXPECT_FALSE(bucket.take(1, start + 499'999us));
  EXPECT_TRUE(bucket.take(1, start + 500ms));
  EXPECT_FALSE(bucket.take(1, start + 999'999us));
  EXPECT_TRUE(bucket.take(1, start + 1s));
}

TEST(TokenBucket, looking_often_loses_no_time) {
  TokenBucket bucket(10, 1, start);
  EXPECT_TRUE(bucket.take(10, start));
  for (Duration t = 0ns; t < 1s; t += 70us + 700ns) bucket.left(start + t);
  EXPECT_EQ(bucket.left(start + 1s), 1U);
}

TEST(TokenBucket, is_full_after_any_long_rest) {
  TokenBucket slow(1'000'000, 1, start);
  EXPECT_TRUE(slow.take(1'000'000, start));
  EXPECT_EQ(slow.left(start + 2h), 7200U);
  EXPECT_EQ(slow.left(start + 24h * 365 * 100), 1'000'000U);
  TokenBucket fast(1'000'000'000'000, 1'000'000'000'000, start);
  EXPECT_TRUE(fast.take(1'000'000'000'000, start));
  EXPECT_EQ(fast.left(start + 24h * 365 * 100), 1'000'000'000'000U);
}

TEST(TokenBucket, never_refills_without_a_rate) {
  TokenBucket bucket(5, 0, start);
  EXPECT_TRUE(bucket.take(5, start));
  EXPECT_EQ(bucket.left(start + 24h), 0U);
}

TEST(TokenBucket, a_gift_fills_it_to_its_capacity_at_most) {
  TokenBucket bucket(5, 0, start);
  EXPECT_TRUE(bucket.take(5, start));
  bucket.give(2);
  EXPECT_EQ(bucket.left(start), 2U);
  bucket.give(huge);
  EXPECT_EQ(bucket.left(start), 5U);
}

TEST(TokenBucket, huge_numbers_do_not_wrap_around) {
  TokenBucket bucket(5, 1, start);
  EXPECT_FALSE(bucket.take(huge, start));
  EXPECT_FALSE(bucket.take(huge / 1'000'000 + 1, start));
}

TEST(TokenBucket, time_that_goes_back_changes_nothing) {
  TokenBucket bucket(5, 1, start + 10s);
  EXPECT_TRUE(bucket.take(5, start + 10s));
  EXPECT_EQ(bucket.left(start), 0U);
  EXPECT_EQ(bucket.left(start + 11s), 1U);
}

TEST(TokenBucket, says_when_there_will_be_enough) {
  TokenBucket bucket(10, 2, start);
  EXPECT_LE(bucket.when(10), start);
  EXPECT_TRUE(bucket.take(10, start));
  EXPECT_EQ(bucket.when(1), start + 500ms);
  EXPECT_EQ(bucket.when(10), start + 5s);
  EXPECT_EQ(bucket.when(11), never);
  EXPECT_EQ(bucket.left(bucket.when(7) - 1us), 6U);
  EXPECT_EQ(bucket.left(bucket.when(7)), 7U);
}

TEST(TokenBucket, says_when_at_a_rate_that_no_microsecond_divides) {
  TokenBucket bucket(1000, 7'000'003, start);
  EXPECT_TRUE(bucket.take(1000, start));
  const Time then = bucket.when(999);
  EXPECT_LT(bucket.left(then - 1us), 999U);
  EXPECT_GE(bucket.left(then), 999U);
}

TEST(TokenBucket, without_a_rate_has_nothing_to_wait_for) {
  TokenBucket bucket(5, 0, start);
  EXPECT_TRUE(bucket.take(5, start));
  EXPECT_EQ(bucket.when(1), never);
  TokenBucket slow(1'000'000'000'000, 1, start);
  EXPECT_TRUE(slow.take(1'000'000'000'000, start));
  EXPECT_EQ(slow.when(1'000'000'000'000), never);
}

TEST(TokenBucket, can_be_changed_at_any_time) {
  TokenBucket bucket(10, 1, start);
  EXPECT_TRUE(bucket.take(10, start));
  bucket.change(4, 2, start + 3s);
  EXPECT_EQ(bucket.left(start + 3s), 3U);
  EXPECT_EQ(bucket.left(start + 3500ms), 4U);
  EXPECT_EQ(bucket.left(start + 9s), 4U);
  bucket.change(2, 2, start + 9s);
  EXPECT_EQ(bucket.left(start + 9s), 2U);
}

}  // namespace
}  // namespace weft
