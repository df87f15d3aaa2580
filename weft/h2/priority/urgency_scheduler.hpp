// RFC 9218 10: each of the eight urgencies has streams that are served one after the other, and streams that share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <weft/h2/priority/scheduler.hpp>

namespace weft::h2 {

class UrgencyScheduler final : public Scheduler {
 public:
  void insert(ScheduleEntry& entry) override;
  void remove(ScheduleEntry& entry) override;
  ScheduleEntry* pick() override;
  void sent(ScheduleEntry& entry, std::uint64_t octets) override;
  bool empty() const override { return levels_in_use_ == 0; }
  // The streams in the order in which each gets its next frame, if nothing changes: at most so many.
  std::vector<frame::StreamId> next(std::size_t most) const;

  // `entry` may be scheduled or not; it takes its new place at once.
  void reprioritize(ScheduleEntry& entry, Priority priority);

 private:
  using List = IntrusiveList<ScheduleEntry, &ScheduleEntry::schedule_hook>;

  struct Level {
    List in_order;  // by stream id
    List sharing;   // the front is next
    // Says which list has its turn where both have streams.
    bool sharing_is_next = false;

    bool empty() const { return in_order.empty() && sharing.empty(); }
    std::vector<frame::StreamId> order() const;
    bool serves_sharing() const { return !sharing.empty() && (in_order.empty() || sharing_is_next); }
  };

  static void insert_by_id(List& list, ScheduleEntry& entry);

  std::array<Level, urgency_levels> levels_;
  // Bit n: level n has an entry.
  std::uint8_t levels_in_use_ = 0;
};

}  // namespace weft::h2
