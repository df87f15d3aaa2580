// Which stream's DATA goes out next, in the scheme that the client speaks: docs/adr/0005.
//
//   schedule.opened(stream);  schedule.insert(stream);  schedule.pick(); …   // scheduler.hpp
//   schedule.reprioritize(stream, priority);         // RFC 9218; begins with it
//   schedule.use_urgencies();                        // a first word of RFC 9218: it stays so
//   schedule.use_tree();                             // a first word of RFC 7540 where there was none of RFC 9218
//
// A connection without a word of RFC 7540 has no tree, and pays a pointer for that it could.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

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
  // After each DATA frame. Gives the octets of other streams since a change of priorities let this one overtake, where
  // this was its first frame.
  std::optional<std::uint64_t> sent(ScheduleEntry& entry, std::uint64_t octets);

  // --- which scheme ------------------------------------------------------------------------------------------------
  bool has_tree() const { return tree_ != nullptr; }
  // No word of RFC 9218 has come so far.
  bool takes_dependencies() const { return !urgencies_for_good_; }
  void use_urgencies();
  // Streams that are open take their place by opened().
  void use_tree();

  // --- words about priority ----------------------------------------------------------------------------------------
  // RFC 9218. In the tree it is only kept for the day on which urgencies come into use.
  void reprioritize(ScheduleEntry& entry, Priority priority);
  // RFC 7540; only with a tree.
  void depend(frame::StreamId stream, const Dependency& dependency, TreeScheduler::Unknown unknown);
  void weigh(const ScheduleEntry& entry, std::uint16_t weight);

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
