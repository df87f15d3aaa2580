#include "direction.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace weft::link {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

const Time start{std::chrono::hours(1)};

TEST(Direction, delays_each_packet) {
  Direction direction({.delay = milliseconds(40)});
  EXPECT_EQ(direction.pass(1500, start), start + milliseconds(40));
  EXPECT_EQ(direction.pass(100, start + milliseconds(1)), start + milliseconds(41));
}

TEST(Direction, lets_packets_out_at_its_rate) {
  Direction direction({.rate = 12'000'000, .delay = milliseconds(40)});  // 1,500 octets a millisecond
  EXPECT_EQ(direction.pass(1500, start), start + milliseconds(41));
  EXPECT_EQ(direction.pass(1500, start), start + milliseconds(42));
  EXPECT_EQ(direction.pass(750, start), start + microseconds(42'500));
  EXPECT_EQ(direction.pass(1500, start + milliseconds(10)), start + milliseconds(51));
}

TEST(Direction, drops_what_finds_no_room_in_the_queue) {
  Direction direction({.rate = 12'000'000, .queue = 4500});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(direction.pass(1500, start));
  EXPECT_FALSE(direction.pass(1500, start));
  EXPECT_TRUE(direction.pass(1500, start + milliseconds(1)));
  EXPECT_EQ(direction.counts().packets, 5U);
  EXPECT_EQ(direction.counts().octets, 7500U);
  EXPECT_EQ(direction.counts().dropped, 1U);
  EXPECT_EQ(direction.counts().lost, 0U);
}

// How many of 100,000 packets are lost, and in how many runs.
struct Lost {
  int packets = 0;
  int runs = 0;
};

Lost lost_by(const Path& path) {
  Direction direction(path);
  Lost lost;
  bool before = false;
  for (int i = 0; i < 100'000; ++i) {
    const bool is_lost = !direction.pass(1500, start + milliseconds(i));
    lost.packets += is_lost ? 1 : 0;
    lost.runs += is_lost && !before ? 1 : 0;
    before = is_lost;
  }
  EXPECT_EQ(direction.counts().lost, static_cast<std::uint64_t>(lost.packets));
  return lost;
}

TEST(Direction, loses_packets_by_themselves) {
  const Lost lost = lost_by({.loss = 0.02});
  EXPECT_NEAR(lost.packets, 2000, 150);
  EXPECT_GT(lost.runs, lost.packets * 9 / 10);
}

TEST(Direction, loses_the_same_share_in_bursts) {
  const Lost lost = lost_by({.loss = 0.02, .burst = 8});
  EXPECT_NEAR(lost.packets, 2000, 400);
  EXPECT_NEAR(lost.packets / static_cast<double>(lost.runs), 8, 1);
}

TEST(Direction, loses_the_same_packets_for_the_same_seed) {
  const Path path{.loss = 0.1, .burst = 2, .seed = 7};
  Direction one(path);
  Direction other(path);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(one.pass(1500, start), other.pass(1500, start));
}

}  // namespace
}  // namespace weft::link
