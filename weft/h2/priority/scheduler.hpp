// A scheduler says which stream's DATA goes out next.
//
//   scheduler.insert(entry);                     // the stream has octets to send
//   ScheduleEntry* next = scheduler.pick();      // nullptr: no stream has
//   scheduler.sent(*next, octets);               // after each DATA frame; the entry stays until remove()
#pragma once

#include <cstdint>

#include <weft/base/intrusive_list.hpp>
#include <weft/frame/stream_id.hpp>
#include <weft/h2/priority/priority.hpp>

namespace weft::h2 {

struct TreeNode;

// A stream as a scheduler sees it. It leaves the schedule when it is destroyed.
struct ScheduleEntry {
  explicit ScheduleEntry(frame::StreamId stream) : id(stream) {}

  frame::StreamId id;
  Priority priority;
  ListHook schedule_hook;
  // The stream's place in the tree of RFC 7540, where there is a tree.
  TreeNode* node = nullptr;

  bool scheduled() const { return schedule_hook.linked(); }
};

class Scheduler {
 public:
  // `entry` is not scheduled.
  virtual void insert(ScheduleEntry& entry) = 0;
  // `entry` may be scheduled or not.
  virtual void remove(ScheduleEntry& entry) = 0;
  virtual ScheduleEntry* pick() = 0;
  virtual void sent(ScheduleEntry& entry, std::uint64_t octets) = 0;
  virtual bool empty() const = 0;

 protected:
  ~Scheduler() = default;
};

}  // namespace weft::h2
