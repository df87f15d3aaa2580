#include <weft/h2/priority/fair_queue.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace weft::h2 {
namespace {

class FairQueueTest : public ::testing::Test {
 protected:
  FairShare& add(std::uint32_t number, Weight weight) {
    FairShare& share = shares.emplace_back(number, weight * whole_weight);
    queue.push(share);
    return share;
  }
  // Serves the front with frames whose size `size` gives, and counts octets.
  template <class Size>
  std::map<std::uint32_t, double> serve(std::size_t frames, Size&& size) {
    std::map<std::uint32_t, double> octets;
    for (std::size_t i = 0; i < frames; ++i) {
      FairShare& next = *queue.front();
      const std::uint64_t length = size(next.number());
      octets[next.number()] += static_cast<double>(length);
      queue.charge(next, length);
    }
    return octets;
  }
  static std::uint64_t whole_frames(std::uint32_t) { return 16'384; }

  std::uint64_t comparisons = 0;
  std::deque<FairShare> shares;
  FairQueue queue{comparisons};
};

TEST_F(FairQueueTest, has_nobody_at_first_and_at_the_end) {
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.front(), nullptr);
  FairShare& only = add(1, 16);
  EXPECT_EQ(queue.front(), &only);
  EXPECT_TRUE(only.queued());
  queue.remove(only);
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(only.queued());
}

TEST_F(FairQueueTest, serves_the_lowest_number_of_equals) {
  add(5, 16);
  add(1, 16);
  add(3, 16);
  std::vector<std::uint32_t> order;
  for (int i = 0; i < 6; ++i) {
    order.push_back(queue.front()->number());
    queue.charge(*queue.front(), 100);
  }
  EXPECT_EQ(order, (std::vector<std::uint32_t>{1, 3, 5, 1, 3, 5}));
}

TEST_F(FairQueueTest, shares_by_weight) {
  add(1, 12);
  add(3, 4);
  auto octets = serve(400, whole_frames);
  EXPECT_NEAR(octets[1] / octets[3], 3.0, 0.05);
}

TEST_F(FairQueueTest, shares_octets_and_not_frames) {
  add(1, 16);
  add(3, 16);
  add(5, 256);
  auto octets = serve(100'000, [](std::uint32_t number) { return number == 1 ? 100u : 16'384u; });
  EXPECT_NEAR(octets[1] / octets[3], 1.0, 0.05);
  EXPECT_NEAR(octets[5] / octets[3], 16.0, 0.5);
}

TEST_F(FairQueueTest, gives_nothing_for_time_away) {
  FairShare& away = add(1, 16);
  add(3, 16);
  queue.remove(away);
  serve(1000, whole_frames);
  queue.push(away);
  auto octets = serve(10, whole_frames);
  EXPECT_LE(octets[1] - octets[3], 2.0 * 16'384);
}

TEST_F(FairQueueTest, does_not_forget_what_is_owed_by_one_that_goes_away) {
  FairShare& away = add(1, 16);
  add(3, 16);
  queue.charge(away, 10 * 16'384);
  queue.remove(away);
  queue.push(away);
  auto octets = serve(10, whole_frames);
  EXPECT_EQ(octets[3], 10.0 * 16'384);
}

TEST_F(FairQueueTest, lets_one_that_comes_from_elsewhere_begin_without_debts) {
  FairShare& moved = add(1, 16);
  add(3, 16);
  queue.charge(moved, 1'000'000);
  queue.remove(moved);
  queue.admit(moved);
  queue.push(moved);
  EXPECT_EQ(queue.front(), &moved);
}

// The same answers as a sorted set gives.
TEST_F(FairQueueTest, finds_the_first_after_any_operations) {
  std::mt19937 random(1);
  for (std::uint32_t number = 0; number < 60; ++number)
    shares.emplace_back(number, whole_weight * (1 + random() % 256));
  std::map<std::uint32_t, std::uint64_t> due;
  std::set<std::pair<std::uint64_t, std::uint32_t>> sorted;
  std::uint64_t now = 0;
  for (int i = 0; i < 20'000; ++i) {
    FairShare& share = shares[random() % shares.size()];
    const std::uint32_t number = share.number();
    if (!share.queued()) {
      queue.push(share);
      due[number] = std::max(due[number], now);
      sorted.insert({due[number], number});
    } else if (random() % 3 == 0) {
      queue.remove(share);
      sorted.erase({due[number], number});
    } else {
      FairShare& next = *queue.front();
      const std::uint64_t octets = random() % 16'384;
      sorted.erase({due[next.number()], next.number()});
      now = due[next.number()];
      due[next.number()] += (octets << 32) / next.weight;
      sorted.insert({due[next.number()], next.number()});
      queue.charge(next, octets);
    }
    ASSERT_EQ(queue.empty(), sorted.empty());
    if (queue.empty()) continue;
    ASSERT_EQ(queue.front()->number(), sorted.begin()->second);
  }
}

TEST_F(FairQueueTest, of_a_thousand_compares_a_few_times_a_frame) {
  for (std::uint32_t number = 0; number < 1000; ++number) add(number, 1 + number % 256);
  serve(1000, whole_frames);
  comparisons = 0;
  serve(100'000, whole_frames);
  // Twice the logarithm.
  EXPECT_LT(comparisons, 100'000u * 20);
}

}  // namespace
}  // namespace weft::h2
