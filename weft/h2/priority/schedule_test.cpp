#include <weft/h2/priority/schedule.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <vector>

namespace weft::h2 {
namespace {

using Unknown = TreeScheduler::Unknown;

class ScheduleTest : public ::testing::Test {
 protected:
  ScheduleEntry& open(frame::StreamId id) {
    ScheduleEntry& entry = entries.emplace_back(id);
    schedule.opened(entry);
    schedule.insert(entry);
    return entry;
  }
  std::vector<frame::StreamId> frames(int count) {
    std::vector<frame::StreamId> out;
    for (int i = 0; i < count && !schedule.empty(); ++i) {
      ScheduleEntry& next = *schedule.pick();
      out.push_back(next.id);
      if (const auto octets = schedule.sent(next, 1000)) switched.push_back(*octets);
    }
    return out;
  }

  using Ids = std::vector<frame::StreamId>;
  std::deque<ScheduleEntry> entries;
  std::vector<std::uint64_t> switched;
  Schedule schedule;
};

TEST_F(ScheduleTest, begins_with_urgencies_and_without_a_tree) {
  open(1);
  open(3);
  EXPECT_EQ(frames(2), (Ids{1, 1}));
  EXPECT_FALSE(schedule.has_tree());
  EXPECT_TRUE(schedule.takes_dependencies());
  EXPECT_EQ(schedule.memory(), 0u);
}

TEST_F(ScheduleTest, takes_open_streams_into_the_tree) {
  ScheduleEntry& first = open(1);
  ScheduleEntry& second = open(3);
  schedule.remove(second);
  schedule.use_tree();
  for (ScheduleEntry* entry : {&first, &second}) schedule.opened(*entry);
  EXPECT_EQ(frames(1), (Ids{1}));
  schedule.insert(second);
  schedule.depend(1, {3, 16, false}, Unknown::ignore);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
  EXPECT_NE(schedule.memory(), 0u);
}

TEST_F(ScheduleTest, loses_nobody_on_the_way_from_the_tree_to_urgencies) {
  schedule.use_tree();
  for (frame::StreamId id = 1; id < 11; id += 2) open(id);
  schedule.depend(3, {9, 16, true}, Unknown::ignore);
  schedule.reprioritize(entries[4], {0, false});
  schedule.remove(entries[3]);
  schedule.use_urgencies();
  EXPECT_FALSE(schedule.has_tree());
  EXPECT_FALSE(schedule.takes_dependencies());
  Ids order;
  while (!schedule.empty()) {
    order.push_back(schedule.pick()->id);
    schedule.closed(*schedule.pick());
  }
  EXPECT_EQ(order, (Ids{9, 1, 3, 5}));
}

TEST_F(ScheduleTest, measures_how_soon_a_change_takes_effect) {
  open(1);
  open(3);
  EXPECT_EQ(frames(1), (Ids{1}));
  schedule.reprioritize(entries[1], {1, false});
  EXPECT_EQ(frames(1), (Ids{3}));
  EXPECT_EQ(switched, (std::vector<std::uint64_t>{0}));

  schedule.reprioritize(entries[0], {0, false});
  entries.emplace_back(5).priority = {0, true};
  schedule.insert(entries[2]);
  schedule.reprioritize(entries[2], {0, false});
  schedule.remove(entries[0]);
  schedule.insert(entries[0]);
  EXPECT_EQ(frames(2), (Ids{1, 1}));
  EXPECT_EQ(switched.size(), 1u) << "what had nothing to send is not waited for";
}

TEST_F(ScheduleTest, counts_what_goes_out_before_the_switch) {
  open(1);
  open(3);
  schedule.reprioritize(entries[1], {1, false});
  entries.emplace_back(5).priority = {0, false};
  schedule.insert(entries[2]);
  EXPECT_EQ(frames(3), (Ids{5, 5, 5}));
  schedule.closed(entries[2]);
  EXPECT_EQ(frames(1), (Ids{3}));
  EXPECT_EQ(switched, (std::vector<std::uint64_t>{3000}));
}

TEST_F(ScheduleTest, measures_the_tree_likewise) {
  schedule.use_tree();
  open(1);
  open(3);
  schedule.depend(3, {1, 16, false}, Unknown::ignore);
  EXPECT_EQ(frames(2), (Ids{1, 1}));
  schedule.depend(3, {0, 16, true}, Unknown::ignore);
  EXPECT_EQ(frames(2), (Ids{3, 3}));
  EXPECT_EQ(switched, (std::vector<std::uint64_t>{0}));
}

TEST_F(ScheduleTest, weighs_only_in_the_tree) {
  ScheduleEntry& entry = open(1);
  schedule.weigh(entry, 200);
  EXPECT_FALSE(schedule.has_tree());
  schedule.use_tree();
  schedule.opened(entry);
  open(3);
  schedule.weigh(entry, 256);
  schedule.depend(3, {0, 1, false}, Unknown::ignore);
  int of_first = 0;
  for (const auto id : frames(100)) of_first += id == 1 ? 1 : 0;
  EXPECT_GE(of_first, 98);
}

TEST_F(ScheduleTest, tells_what_is_next_in_either_scheme) {
  ScheduleEntry& first = open(1);
  ScheduleEntry& second = open(3);
  EXPECT_EQ(schedule.next(9), (Ids{1, 3}));
  EXPECT_EQ(schedule.place_of(1), std::nullopt);
  schedule.use_tree();
  for (ScheduleEntry* entry : {&first, &second}) schedule.opened(*entry);
  schedule.depend(1, {3, 16, false}, Unknown::ignore);
  EXPECT_EQ(schedule.next(9), (Ids{3}));
  EXPECT_TRUE(schedule.next(0).empty());
  EXPECT_EQ(schedule.place_of(1), (TreeScheduler::Place{3, 16 * whole_weight}));
  for (ScheduleEntry* entry : {&first, &second}) schedule.remove(*entry);
  EXPECT_TRUE(schedule.next(9).empty());
}

}  // namespace
}  // namespace weft::h2
