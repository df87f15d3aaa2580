#include <weft/io/parking_watch.hpp>

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <vector>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::run_until;

struct Parked final : ParkingWatchUser {
  Parked(ParkingWatch& its_watch, test::TcpPair its_ends) : watch(its_watch), ends(std::move(its_ends)) {}

  bool park() { return watch.add(ends.server.number(), *this); }
  void on_unpark() override {
    ++unparked;
    watch.remove(ends.server.number());
  }
  void on_deadline(Time /*now*/) override {}
  void feed() const { EXPECT_EQ(::send(ends.client.number(), "x", 1, 0), 1); }

  ParkingWatch& watch;
  test::TcpPair ends;
  int unparked = 0;
};

class ParkingWatchTest : public testing::Test {
 protected:
  // Lets everything that is ready come.
  void settle() {
    for (int i = 0; i < 4; ++i) {
      loop.post([] {});
      loop.turn();
    }
  }

  Loop loop;
  ParkingWatch watch{loop};
};

TEST_F(ParkingWatchTest, tells_nothing_while_nothing_happens) {
  Parked one(watch, test::tcp_pair());
  ASSERT_TRUE(one.park());
  settle();
  EXPECT_EQ(one.unparked, 0);
}

TEST_F(ParkingWatchTest, tells_that_octets_have_come) {
  Parked one(watch, test::tcp_pair());
  Parked other(watch, test::tcp_pair());
  ASSERT_TRUE(one.park());
  ASSERT_TRUE(other.park());
  one.feed();
  run_until(loop, [&] { return one.unparked == 1; });
  settle();
  EXPECT_EQ(one.unparked, 1);
  EXPECT_EQ(other.unparked, 0);
}

TEST_F(ParkingWatchTest, tells_of_what_came_before) {
  Parked one(watch, test::tcp_pair());
  one.feed();
  ASSERT_TRUE(one.park());
  run_until(loop, [&] { return one.unparked == 1; });
}

TEST_F(ParkingWatchTest, tells_each_time_again) {
  Parked one(watch, test::tcp_pair());
  one.feed();
  for (int times = 1; times <= 5; ++times) {
    ASSERT_TRUE(one.park());
    run_until(loop, [&] { return one.unparked == times; });
  }
}

TEST_F(ParkingWatchTest, tells_of_the_end) {
  Parked one(watch, test::tcp_pair());
  ASSERT_TRUE(one.park());
  ASSERT_EQ(::shutdown(one.ends.client.number(), SHUT_WR), 0);
  run_until(loop, [&] { return one.unparked == 1; });
}

TEST_F(ParkingWatchTest, tells_of_a_reset) {
  Parked one(watch, test::tcp_pair());
  ASSERT_TRUE(one.park());
  const linger at_once{1, 0};
  ASSERT_EQ(::setsockopt(one.ends.client.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
  one.ends.client.close();
  run_until(loop, [&] { return one.unparked == 1; });
}

TEST_F(ParkingWatchTest, tells_nothing_of_one_that_was_removed) {
  Parked one(watch, test::tcp_pair());
  ASSERT_TRUE(one.park());
  watch.remove(one.ends.server.number());
  one.feed();
  settle();
  EXPECT_EQ(one.unparked, 0);
}

TEST_F(ParkingWatchTest, tells_all_of_many) {
  std::vector<std::unique_ptr<Parked>> crowd;
  for (int i = 0; i < 200; ++i) {
    crowd.push_back(std::make_unique<Parked>(watch, test::tcp_pair()));
    ASSERT_TRUE(crowd.back()->park());
  }
  for (const auto& one : crowd) one->feed();
  run_until(loop, [&] {
    return std::all_of(crowd.begin(), crowd.end(), [](const auto& one) { return one->unparked == 1; });
  });
}

TEST_F(ParkingWatchTest, does_not_take_what_cannot_be_watched) {
  Parked one(watch, {});
  EXPECT_FALSE(one.park());
}

}  // namespace
}  // namespace weft::io
