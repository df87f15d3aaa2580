// Many deadlines, one timer: an intrusive structure that costs nothing per connection while nothing is due.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>

namespace weft::io {

class Deadlines;

// Derive from it, or hold one, and arm it. Disarms itself on destruction.
class Deadline {
 public:
  Deadline() = default;
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  virtual void on_deadline(Time now) = 0;
  Time when() const { return when_; }

 protected:
  virtual ~Deadline() = default;

 private:
  friend class Deadlines;
  ListHook hook_;
  Time when_ = never;
};

// A hashed wheel: arming, moving and disarming are O(1).
//
// A slot holds every deadline whose tick has the slot's number modulo `slot_count`. One that lies more than a round
// ahead stays when its slot comes by. Moving a deadline later, which every request does, only writes the new time: it
// is put where it belongs when its old slot comes by.
class Deadlines {
 public:
  // A deadline fires at most this much late: the limits it serves are seconds.
  static constexpr Duration tick = std::chrono::milliseconds(50);

  // Replaces an earlier arming. `never` disarms.
  void arm(Deadline& deadline, Time when);
  void disarm(Deadline& deadline);

  // When something may be due; `never` if nothing is armed.
  Time next() const { return next_; }
  // Fires what is due.
  void expire(Time now);

 private:
  // 51 seconds a round: of the usual deadlines only the idle one takes a second round.
  static constexpr std::uint64_t slot_count = 1024;
  using Slot = IntrusiveList<Deadline, &Deadline::hook_>;
  using Tick = std::uint64_t;

  void place(Deadline& deadline);
  void visit(Tick at, Time now);
  Time find_next() const;

  std::array<Slot, slot_count> slots_;
  // A bit for every slot that may hold something: a deadline that is destroyed leaves its bit behind.
  std::array<std::uint64_t, slot_count / 64> occupied_{};
  // Every slot up to this tick has been visited.
  Tick visited_ = 0;
  Time next_ = never;
};

}  // namespace weft::io
