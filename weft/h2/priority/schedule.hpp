// The schedule says which stream's DATA goes out next, in the scheme that the client speaks: docs/adr/0005.
//
//   schedule.opened(stream);  schedule.insert(stream);  schedule.pick(); …   // scheduler.hpp
//   schedule.reprioritize(stream, priority);         // RFC 9218, the scheme at the beginning
//   schedule.use_urgencies();                        // the first signal of RFC 9218: that scheme stays
//   schedule.use_tree();                             // the first signal of RFC 7540, if none of RFC 9218 came
//
// A connection whose client never speaks RFC 7540 has no tree: it pays only the pointer to one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <weft/h2/priority/switch_meter.hpp>
#include <weft/h2/priority/tree_scheduler.hpp>
#include <weft/h2/priority/urgency_scheduler.hpp>

namespace weft::h2 {

class Schedule {
 public:
  // --- what is next ------------------------------------------------------------------------------------------------
  void opened(ScheduleEntry& entry, frame::StreamId parent = 0);
  void closed(ScheduleEntry& entry);
  void insert(ScheduleEntry& entry) { has_tree() ? tree_->insert(entry) : urgencies_.insert(entry); }
  void remove(ScheduleEntry& entry);
  ScheduleEntry* pick() { return has_tree() ? tree_->pick() : urgencies_.pick(); }
  bool empty() const { return has_tree() ? tree_->empty() : urgencies_.empty(); }
  // After each DATA frame. Where this was the entry's first frame since a change of priorities let it overtake, gives
  // the octets that other streams have sent since that change.
  std::optional<std::uint64_t> sent(ScheduleEntry& entry, std::uint64_t octets);

  // --- which scheme ------------------------------------------------------------------------------------------------
  bool has_tree() const { return tree_ != nullptr; }
  // True while no signal of RFC 9218 has come.
  bool takes_dependencies() const { return !urgencies_for_good_; }
  void use_urgencies();
  // The caller then calls opened() for each open stream, which gives the stream its place in the tree.
  void use_tree();

  // --- words about priority ----------------------------------------------------------------------------------------
  // RFC 9218. While the tree is in use, the priority is only kept until urgencies come into use.
  void reprioritize(ScheduleEntry& entry, Priority priority);
  // RFC 7540; only with a tree.
  void depend(frame::StreamId stream, const Dependency& dependency, TreeScheduler::Unknown unknown);
  void weigh(const ScheduleEntry& entry, std::uint16_t weight);

  // The streams that are next, in this order, at most so many; of a tree only the first is known.
  std::vector<frame::StreamId> next(std::size_t most) const;
  // The place of a stream, where there is a tree.
  std::optional<TreeScheduler::Place> place_of(frame::StreamId stream) const {
    return has_tree() ? tree_->place_of(stream) : std::nullopt;
  }
  // Octets of memory held, for a budget.
  std::size_t memory() const { return has_tree() ? tree_->memory() : 0; }

 private:
  template <class Change>
  void change_order(Change&& change);

  UrgencyScheduler urgencies_;
  std::unique_ptr<TreeScheduler> tree_;
  bool urgencies_for_good_ = false;
  SwitchMeter meter_;
};

}  // namespace weft::h2
