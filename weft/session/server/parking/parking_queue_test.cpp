#include <weft/session/server/parking/parking_queue.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace weft::session::server {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

struct Lot : io::Deadlines {
  Time now{std::chrono::hours(1)};
  ParkingQueue queue{*this};
  std::vector<int> parked;

  Lot() { expire(now); }
  void advance(Duration duration) {
    now += duration;
    expire(now);
  }
};

struct One final : Parkable {
  One(Lot& its_lot, int its_number) : lot(its_lot), number(its_number) {}
  bool park(Time) override {
    if (busy) return false;
    lot.parked.push_back(number);
    return true;
  }
  Lot& lot;
  int number;
  bool busy = false;
};

struct Crowd {
  Crowd(Lot& lot, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) all.push_back(std::make_unique<One>(lot, static_cast<int>(i)));
  }
  std::vector<std::unique_ptr<One>> all;
};

constexpr Duration a_while = ParkingQueue::usual + io::Deadlines::tick;

TEST(ParkingQueue, parks_each_when_it_has_been_idle_for_a_while) {
  Lot lot;
  One first(lot, 1);
  One second(lot, 2);
  lot.queue.add(first, lot.now);
  lot.advance(milliseconds(100));
  lot.queue.add(second, lot.now);
  lot.advance(milliseconds(100));
  EXPECT_THAT(lot.parked, IsEmpty());
  lot.advance(milliseconds(100));
  EXPECT_THAT(lot.parked, ElementsAre(1));
  lot.advance(milliseconds(100));
  EXPECT_THAT(lot.parked, ElementsAre(1, 2));
  EXPECT_EQ(lot.queue.size(), 0u);
}

TEST(ParkingQueue, begins_anew_for_one_that_was_busy_meanwhile) {
  Lot lot;
  One one(lot, 1);
  for (int i = 0; i < 20; ++i) {
    lot.queue.add(one, lot.now);
    lot.advance(milliseconds(200));
  }
  EXPECT_THAT(lot.parked, IsEmpty());
  lot.advance(a_while);
  EXPECT_THAT(lot.parked, ElementsAre(1));
}

TEST(ParkingQueue, forgets_one_that_was_removed) {
  Lot lot;
  One one(lot, 1);
  lot.queue.add(one, lot.now);
  lot.queue.remove(one);
  lot.queue.remove(one);
  EXPECT_EQ(lot.queue.size(), 0u);
  lot.advance(a_while);
  EXPECT_THAT(lot.parked, IsEmpty());
}

TEST(ParkingQueue, asks_one_again_that_could_not) {
  Lot lot;
  One one(lot, 1);
  one.busy = true;
  lot.queue.add(one, lot.now);
  lot.advance(a_while);
  EXPECT_EQ(lot.queue.size(), 1u);
  one.busy = false;
  lot.advance(a_while);
  EXPECT_THAT(lot.parked, ElementsAre(1));
}

TEST(ParkingQueue, does_not_let_a_crowd_wait) {
  Lot lot;
  Crowd crowd(lot, 20 * ParkingQueue::most);
  std::size_t largest = 0;
  for (const auto& one : crowd.all) {
    lot.queue.add(*one, lot.now);
    lot.advance(std::chrono::microseconds(100));
    largest = std::max(largest, lot.queue.size());
  }
  EXPECT_EQ(largest, ParkingQueue::most);
  EXPECT_EQ(lot.parked.size(), crowd.all.size() - ParkingQueue::most);
  EXPECT_TRUE(std::is_sorted(lot.parked.begin(), lot.parked.end()));
}

// A thousand clients that each ask one thing after the other, in a round of less than that.
TEST(ParkingQueue, lets_a_crowd_be_that_is_busy) {
  Lot lot;
  Crowd crowd(lot, 1000);
  for (int round = 0; round < 10; ++round) {
    for (const auto& one : crowd.all) {
      lot.queue.add(*one, lot.now);
      lot.advance(std::chrono::microseconds(19));
    }
  }
  EXPECT_THAT(lot.parked, IsEmpty());
}

TEST(ParkingQueue, shrinks_while_others_come) {
  Lot lot;
  Crowd crowd(lot, 4 * ParkingQueue::most);
  for (std::size_t i = 0; i < 2 * ParkingQueue::most; ++i) lot.queue.add(*crowd.all[i], lot.now);
  EXPECT_THAT(lot.parked, IsEmpty());
  lot.advance(ParkingQueue::earliest);
  for (std::size_t i = 2 * ParkingQueue::most; i < crowd.all.size(); ++i) lot.queue.add(*crowd.all[i], lot.now);
  EXPECT_EQ(lot.queue.size(), 2 * ParkingQueue::most);
  EXPECT_EQ(lot.parked.size(), 2 * ParkingQueue::most);
}

// Five thousand, each of which comes back before it would usually be parked, in a round of a tenth of a second.
TEST(ParkingQueue, learns_that_a_larger_crowd_is_busy) {
  Lot lot;
  Crowd crowd(lot, 5000);
  const auto parked_in_a_round = [&] {
    lot.parked.clear();
    for (const auto& one : crowd.all) {
      const bool went = !one->parking_hook.linked();
      if (went && one->idle_since != Time{}) lot.queue.unparked(lot.now - one->idle_since);
      lot.queue.add(*one, lot.now);
      lot.advance(std::chrono::microseconds(20));
    }
    return lot.parked.size();
  };
  EXPECT_GT(parked_in_a_round(), 3000u);
  parked_in_a_round();
  EXPECT_EQ(parked_in_a_round(), 0u);
  // Once they have been parked as usual, a crowd that falls silent is made small at once again.
  lot.advance(a_while);
  EXPECT_EQ(lot.queue.size(), 0u);
  EXPECT_GT(parked_in_a_round(), 3000u);
}

// Asking all of them again at each that comes would make it expensive to be many.
TEST(ParkingQueue, asks_few_at_a_time_that_cannot) {
  Lot lot;
  Crowd crowd(lot, 3 * ParkingQueue::most);
  for (const auto& one : crowd.all) {
    one->busy = true;
    lot.queue.add(*one, lot.now);
  }
  lot.advance(ParkingQueue::earliest);
  crowd.all[0]->busy = crowd.all[1]->busy = crowd.all[2]->busy = false;
  lot.queue.add(*crowd.all.back(), lot.now);
  EXPECT_THAT(lot.parked, ElementsAre(0, 1));
}

}  // namespace
}  // namespace weft::session::server
