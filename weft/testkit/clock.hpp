// Time that passes when a test says so.
#pragma once

#include <weft/base/time.hpp>

namespace weft::testkit {

class Clock {
 public:
  Time now() const { return now_; }
  void advance(Duration duration) { now_ += duration; }
  void advance_to(Time time) { now_ = time > now_ ? time : now_; }

 private:
  // The clock does not begin at the epoch, so that a time that was never set is noticed.
  Time now_ = Time() + std::chrono::hours(1000);
};

}  // namespace weft::testkit
