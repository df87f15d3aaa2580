#include <weft/session/replay/recorded_rates.hpp>

#include <array>

#include <gtest/gtest.h>

namespace weft::session {
namespace recorded_rates_test {
namespace {

using Numbers = std::array<std::uint64_t, 3>;

constexpr Time start{std::chrono::hours(1)};

TEST(RecordedRates, are_as_fast_as_the_recording_says_and_change_with_it) {
  RecordedRates rates;
  const auto buckets = rates.limit(1, Numbers{1, 2, 1'000});
  ASSERT_EQ(buckets.size(), 1u);
  // A tenth of a second is the burst; twice a twentieth is the capacity.
  EXPECT_EQ(buckets[0]->capacity(), 100u);
  rates.change(2, 0);
  EXPECT_EQ(buckets[0]->left(start), OctetRate::endless);
  rates.change(77, 5);
}

TEST(RecordedRates, have_the_shares_that_messages_have_in_common) {
  RecordedRates rates;
  OctetRate* const first = rates.limit(1, Numbers{1, 2, 1'000})[0];
  OctetRate* const second = rates.limit(3, Numbers{1, 2, 1'000})[0];
  OctetRate* const third = rates.limit(5, Numbers{3, 2, 1'000})[0];
  EXPECT_EQ(first, second);
  EXPECT_NE(first, third);
  // One rate: the burst that the first share takes is gone for the other one.
  EXPECT_EQ(first->left(start), 100u);
  EXPECT_EQ(third->left(start), 0u);
}

TEST(RecordedRates, that_an_engine_may_still_have_are_kept_until_their_message_goes) {
  RecordedRates rates;
  OctetRate* const first = rates.limit(1, Numbers{1, 2, 1'000})[0];
  OctetRate* const second = rates.limit(1, Numbers{3, 4, 2'000})[0];
  EXPECT_EQ(first->capacity(), 100u);
  EXPECT_EQ(second->capacity(), 200u);
}

TEST(RecordedRates, get_back_what_the_last_message_of_a_share_leaves) {
  RecordedRates rates;
  EXPECT_EQ(rates.limit(1, Numbers{1, 2, 1'000})[0]->left(start), 100u);
  rates.limit(3, Numbers{1, 2, 1'000});
  OctetRate* const other = rates.limit(5, Numbers{3, 2, 1'000})[0];
  rates.forget(1);
  EXPECT_EQ(other->left(start), 0u);
  rates.forget(3);
  EXPECT_GT(other->left(start), 0u);
}

}  // namespace
}  // namespace recorded_rates_test
}  // namespace weft::session
