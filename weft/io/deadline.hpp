// Many deadlines, one timer: an intrusive structure that costs nothing per connection while nothing is due.
#pragma once

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
  ~Deadline() = default;

 private:
  friend class Deadlines;
  ListHook hook_;
  Time when_ = never;
};

// A hashed wheel: arming, moving and disarming are O(1).
class Deadlines {
 public:
  // A deadline fires at most this much late: the limits it serves are seconds.
  static constexpr Duration tick = std::chrono::milliseconds(50);

  // Replaces an earlier arming. `never` disarms.
  void arm(Deadline& deadline, Time when);
  void disarm(Deadline& deadline);

  // When something may be due; `never` if nothing is armed.
  Time next() const;
  // Fires what is due.
  void expire(Time now);
};

}  // namespace weft::io
