#include <weft/http/rate_limits.hpp>

#include <gtest/gtest.h>

#include <array>

#include <weft/base/shared_rate.hpp>

namespace weft::http {
namespace rate_limits_test {

using namespace std::chrono_literals;

constexpr Time start{};
constexpr std::uint32_t frame = 16 * 1024;

// Takes the octets that are allowed, as a frame would.
std::uint32_t send(RateLimits& limits, std::uint32_t wanted, Time now) {
  const std::uint32_t octets = limits.allowed(wanted, now);
  limits.spend(octets, now);
  return octets;
}

TEST(RateLimits, without_buckets_allow_everything) {
  RateLimits limits;
  EXPECT_FALSE(limits.any());
  EXPECT_EQ(limits.allowed(1'000'000, start), 1'000'000u);
}

TEST(RateLimits, allow_the_burst_and_then_wait_for_a_frame) {
  OwnRate bucket(100'000, 10'000, start);
  const std::array<OctetRate*, 1> buckets{&bucket};
  RateLimits limits;
  limits.set(buckets);
  EXPECT_EQ(send(limits, 100'000, start), 100'000u);
  EXPECT_EQ(send(limits, frame, start), 0u);
  EXPECT_EQ(limits.resume(frame), start + 1638400us);
  EXPECT_EQ(send(limits, frame, start + 1638399us), 0u);
  EXPECT_EQ(send(limits, frame, start + 1638400us), frame);
}

TEST(RateLimits, wait_for_half_of_a_small_burst) {
  OwnRate bucket(1000, 1000, start);
  const std::array<OctetRate*, 1> buckets{&bucket};
  RateLimits limits;
  limits.set(buckets);
  EXPECT_EQ(send(limits, frame, start), 1000u);
  EXPECT_EQ(limits.resume(frame), start + 500ms);
  EXPECT_EQ(send(limits, frame, start + 499ms), 0u);
  EXPECT_EQ(send(limits, frame, start + 500ms), 500u);
}

TEST(RateLimits, let_the_rest_of_a_body_go_when_there_is_enough_for_it) {
  OwnRate bucket(1000, 1000, start);
  const std::array<OctetRate*, 1> buckets{&bucket};
  RateLimits limits;
  limits.set(buckets);
  EXPECT_EQ(send(limits, 1000, start), 1000u);
  EXPECT_EQ(limits.resume(5), start + 5ms);
  EXPECT_EQ(send(limits, 5, start + 5ms), 5u);
}

TEST(RateLimits, are_all_obeyed) {
  OwnRate wide(100'000, 100'000, start);
  OwnRate narrow(1000, 100, start);
  const std::array<OctetRate*, 3> buckets{&wide, nullptr, &narrow};
  RateLimits limits;
  limits.set(buckets);
  EXPECT_EQ(send(limits, frame, start), 1000u);
  EXPECT_EQ(wide.left(start), 99'000u);
  EXPECT_EQ(limits.resume(frame), start + 5s);
  EXPECT_EQ(send(limits, frame, start + 5s), 500u);
}

TEST(RateLimits, that_allow_nothing_are_waited_for_in_vain) {
  OwnRate closed(0, 0, start);
  const std::array<OctetRate*, 1> buckets{&closed};
  RateLimits limits;
  limits.set(buckets);
  EXPECT_EQ(limits.allowed(1, start + 24h), 0u);
  EXPECT_EQ(limits.resume(1), never);
}

TEST(RateLimits, of_null_entries_limit_nothing) {
  const std::array<OctetRate*, 2> buckets{};
  RateLimits limits;
  limits.set(buckets, 1000);
  EXPECT_EQ(send(limits, frame, start), frame);
}

TEST(RateLimits, count_what_had_been_granted_before) {
  OwnRate bucket(1000, 1000, start);
  const std::array<OctetRate*, 1> buckets{&bucket};
  RateLimits limits;
  limits.set(buckets, 3000);
  EXPECT_EQ(limits.allowed(frame, start), 0u);
  Time now = start;
  while (limits.allowed(frame, now) == 0) {
    const Time next = limits.resume(frame);
    ASSERT_GT(next, now);
    now = next;
  }
  EXPECT_EQ(now, start + 2500ms);
  // The octets count once only, however often limits are set.
  limits.set(buckets, 3000);
  EXPECT_EQ(limits.allowed(frame, now), 500u);
}

TEST(RateLimits, of_a_shared_rate_let_each_user_go_in_its_turn) {
  const auto rate = std::make_shared<SharedRate>(std::make_shared<RateSetting>(1'000'000));
  RateShare share(rate);
  RateShare share_of_other(rate);
  const std::array<OctetRate*, 1> buckets{&share};
  const std::array<OctetRate*, 1> buckets_of_other{&share_of_other};
  RateLimits limits;
  RateLimits limits_of_other;
  limits.set(buckets);
  limits_of_other.set(buckets_of_other);
  while (send(limits, frame, start) != 0) {
  }
  EXPECT_EQ(limits_of_other.allowed(frame, start), 0u);
  const Time turn = limits.resume(frame);
  EXPECT_EQ(limits_of_other.resume(frame), turn + 75ms);
  EXPECT_EQ(send(limits, frame, turn), frame);
  EXPECT_EQ(limits_of_other.allowed(frame, turn), 0u);
  EXPECT_EQ(send(limits_of_other, frame, turn + 75ms), frame);
}

}  // namespace rate_limits_test
}  // namespace weft::http
