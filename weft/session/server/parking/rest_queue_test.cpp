#include <weft/session/server/parking/rest_queue.hpp>

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

struct Bed : io::Deadlines {
  Time now{std::chrono::hours(1)};
  RestQueue queue{*this};
  std::vector<int> rested;

  Bed() { expire(now); }
  void advance(Duration duration) {
    now += duration;
    expire(now);
  }
};

struct One final : Quiet {
  One(Bed& its_bed, int its_number) : bed(its_bed), number(its_number) {}
  bool rest(Time) override {
    if (busy) return false;
    bed.rested.push_back(number);
    return true;
  }
  Bed& bed;
  int number;
  bool busy = false;
};

struct Crowd {
  Crowd(Bed& bed, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) all.push_back(std::make_unique<One>(bed, static_cast<int>(i)));
  }
  std::vector<std::unique_ptr<One>> all;
};

constexpr Duration a_while = RestQueue::usual + io::Deadlines::tick;

TEST(RestQueue, sends_each_to_rest_when_it_has_been_quiet_for_a_while) {
  Bed bed;
  One first(bed, 1);
  One second(bed, 2);
  bed.queue.add(first, bed.now);
  bed.advance(milliseconds(100));
  bed.queue.add(second, bed.now);
  bed.advance(milliseconds(100));
  EXPECT_THAT(bed.rested, IsEmpty());
  bed.advance(milliseconds(100));
  EXPECT_THAT(bed.rested, ElementsAre(1));
  bed.advance(milliseconds(100));
  EXPECT_THAT(bed.rested, ElementsAre(1, 2));
  EXPECT_EQ(bed.queue.size(), 0u);
}

TEST(RestQueue, begins_anew_for_who_was_busy_meanwhile) {
  Bed bed;
  One one(bed, 1);
  for (int i = 0; i < 20; ++i) {
    bed.queue.add(one, bed.now);
    bed.advance(milliseconds(200));
  }
  EXPECT_THAT(bed.rested, IsEmpty());
  bed.advance(a_while);
  EXPECT_THAT(bed.rested, ElementsAre(1));
}

TEST(RestQueue, forgets_who_was_removed) {
  Bed bed;
  One one(bed, 1);
  bed.queue.add(one, bed.now);
  bed.queue.remove(one);
  bed.queue.remove(one);
  EXPECT_EQ(bed.queue.size(), 0u);
  bed.advance(a_while);
  EXPECT_THAT(bed.rested, IsEmpty());
}

TEST(RestQueue, asks_again_who_could_not) {
  Bed bed;
  One one(bed, 1);
  one.busy = true;
  bed.queue.add(one, bed.now);
  bed.advance(a_while);
  EXPECT_EQ(bed.queue.size(), 1u);
  one.busy = false;
  bed.advance(a_while);
  EXPECT_THAT(bed.rested, ElementsAre(1));
}

TEST(RestQueue, does_not_let_a_crowd_wait) {
  Bed bed;
  Crowd crowd(bed, 20 * RestQueue::most);
  std::size_t largest = 0;
  for (const auto& one : crowd.all) {
    bed.queue.add(*one, bed.now);
    bed.advance(std::chrono::microseconds(100));
    largest = std::max(largest, bed.queue.size());
  }
  EXPECT_EQ(largest, RestQueue::most);
  EXPECT_EQ(bed.rested.size(), crowd.all.size() - RestQueue::most);
  EXPECT_TRUE(std::is_sorted(bed.rested.begin(), bed.rested.end()));
}

// A thousand clients that each ask one thing after the other, in a round of less than that.
TEST(RestQueue, lets_a_crowd_be_that_is_busy) {
  Bed bed;
  Crowd crowd(bed, 1000);
  for (int round = 0; round < 10; ++round) {
    for (const auto& one : crowd.all) {
      bed.queue.add(*one, bed.now);
      bed.advance(std::chrono::microseconds(19));
    }
  }
  EXPECT_THAT(bed.rested, IsEmpty());
}

TEST(RestQueue, shrinks_while_others_come) {
  Bed bed;
  Crowd crowd(bed, 4 * RestQueue::most);
  for (std::size_t i = 0; i < 2 * RestQueue::most; ++i) bed.queue.add(*crowd.all[i], bed.now);
  EXPECT_THAT(bed.rested, IsEmpty());
  bed.advance(RestQueue::earliest);
  for (std::size_t i = 2 * RestQueue::most; i < crowd.all.size(); ++i) bed.queue.add(*crowd.all[i], bed.now);
  EXPECT_EQ(bed.queue.size(), 2 * RestQueue::most);
  EXPECT_EQ(bed.rested.size(), 2 * RestQueue::most);
}

// Five thousand, each of which comes back before it would usually rest, in a round of a tenth of a second.
TEST(RestQueue, learns_that_a_larger_crowd_is_busy) {
  Bed bed;
  Crowd crowd(bed, 5000);
  const auto rests_in_a_round = [&] {
    bed.rested.clear();
    for (const auto& one : crowd.all) {
      const bool went = !one->quiet_hook.linked();
      if (went && one->quiet_since != Time{}) bed.queue.came_back(bed.now - one->quiet_since);
      bed.queue.add(*one, bed.now);
      bed.advance(std::chrono::microseconds(20));
    }
    return bed.rested.size();
  };
  EXPECT_GT(rests_in_a_round(), 3000u);
  rests_in_a_round();
  EXPECT_EQ(rests_in_a_round(), 0u);
  // Once they have rested as usual, a crowd that falls silent is made small at once again.
  bed.advance(a_while);
  EXPECT_EQ(bed.queue.size(), 0u);
  EXPECT_GT(rests_in_a_round(), 3000u);
}

// Asking all of them again at each that comes would make it expensive to be many.
TEST(RestQueue, asks_few_at_a_time_that_cannot) {
  Bed bed;
  Crowd crowd(bed, 3 * RestQueue::most);
  for (const auto& one : crowd.all) {
    one->busy = true;
    bed.queue.add(*one, bed.now);
  }
  bed.advance(RestQueue::earliest);
  crowd.all[0]->busy = crowd.all[1]->busy = crowd.all[2]->busy = false;
  bed.queue.add(*crowd.all.back(), bed.now);
  EXPECT_THAT(bed.rested, ElementsAre(0, 1));
}

}  // namespace
}  // namespace weft::session::server
