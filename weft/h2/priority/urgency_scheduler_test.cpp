#include <weft/h2/priority/urgency_scheduler.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <vector>

namespace weft::h2 {
namespace {

class UrgencySchedulerTest : public ::testing::Test {
 protected:
  ScheduleEntry& add(frame::StreamId id, std::uint8_t urgency, bool incremental) {
    ScheduleEntry& entry = entries.emplace_back(id);
    entry.priority = {urgency, incremental};
    scheduler.insert(entry);
    return entry;
  }
  // The streams of the next so many frames.
  std::vector<frame::StreamId> frames(int count) {
    std::vector<frame::StreamId> out;
    for (int i = 0; i < count; ++i) {
      ScheduleEntry* entry = scheduler.pick();
      if (entry == nullptr) break;
      out.push_back(entry->id);
      scheduler.sent(*entry, 1000);
    }
    return out;
  }

  using Ids = std::vector<frame::StreamId>;
  UrgencyScheduler scheduler;
  std::deque<ScheduleEntry> entries;
};

TEST_F(UrgencySchedulerTest, has_nothing_at_first) {
  EXPECT_TRUE(scheduler.empty());
  EXPECT_EQ(scheduler.pick(), nullptr);
}

TEST_F(UrgencySchedulerTest, serves_the_most_urgent_first) {
  add(1, 7, false);
  add(3, 0, false);
  ScheduleEntry& third = add(5, 3, false);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
  scheduler.remove(entries[1]);
  EXPECT_EQ(frames(1), (Ids{5}));
  scheduler.remove(third);
  EXPECT_EQ(frames(1), (Ids{1}));
}

TEST_F(UrgencySchedulerTest, serves_one_after_the_other_in_the_order_of_their_ids) {
  ScheduleEntry& late = add(5, 3, false);
  ScheduleEntry& middle = add(3, 3, false);
  ScheduleEntry& first = add(1, 3, false);
  EXPECT_EQ(frames(3), (Ids{1, 1, 1}));
  scheduler.remove(first);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
  scheduler.remove(middle);
  EXPECT_EQ(frames(1), (Ids{5}));
  scheduler.remove(late);
  EXPECT_TRUE(scheduler.empty());
}

TEST_F(UrgencySchedulerTest, lets_incremental_streams_share_frame_by_frame) {
  add(1, 3, true);
  add(3, 3, true);
  add(5, 3, true);
  EXPECT_EQ(frames(6), (Ids{1, 3, 5, 1, 3, 5}));
}

TEST_F(UrgencySchedulerTest, lets_both_kinds_of_one_urgency_take_turns) {
  add(1, 3, false);
  add(3, 3, true);
  add(5, 3, true);
  add(7, 3, false);
  EXPECT_EQ(frames(6), (Ids{1, 3, 1, 5, 1, 3}));
}

TEST_F(UrgencySchedulerTest, starves_nobody_of_equal_urgency) {
  for (frame::StreamId id = 1; id < 200; id += 2) add(id, 3, true);
  std::map<frame::StreamId, int> served;
  for (const auto id : frames(1000)) ++served[id];
  EXPECT_EQ(served.size(), 100u);
  for (const auto& [id, count] : served) EXPECT_EQ(count, 10) << id;
}

TEST_F(UrgencySchedulerTest, moves_a_stream_at_once_when_its_priority_changes) {
  add(1, 3, false);
  ScheduleEntry& other = add(3, 3, false);
  scheduler.reprioritize(other, {0, false});
  EXPECT_EQ(frames(1), (Ids{3}));
  scheduler.reprioritize(other, {6, true});
  EXPECT_EQ(frames(1), (Ids{1}));
}

TEST_F(UrgencySchedulerTest, changes_the_priority_of_a_stream_that_is_not_scheduled) {
  ScheduleEntry& entry = add(1, 3, false);
  scheduler.remove(entry);
  scheduler.reprioritize(entry, {1, false});
  EXPECT_TRUE(scheduler.empty());
  scheduler.insert(entry);
  EXPECT_EQ(scheduler.pick(), &entry);
  scheduler.remove(entry);
  scheduler.remove(entry);
  EXPECT_TRUE(scheduler.empty());
}

TEST_F(UrgencySchedulerTest, tells_the_order_in_which_streams_get_their_next_frames) {
  add(9, 5, false);
  add(3, 3, false);
  add(1, 3, false);
  add(5, 3, true);
  add(7, 3, true);
  EXPECT_EQ(scheduler.next(9), (Ids{1, 5, 7, 3, 9}));
  EXPECT_EQ(scheduler.next(2), (Ids{1, 5}));
  EXPECT_EQ(frames(1), (Ids{1}));
  EXPECT_EQ(scheduler.next(9), (Ids{5, 1, 7, 3, 9}));
  EXPECT_TRUE(UrgencyScheduler().next(9).empty());
}

}  // namespace
}  // namespace weft::h2
