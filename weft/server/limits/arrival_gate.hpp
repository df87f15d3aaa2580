// Arrivals that are counted together, and the limits that they obey.
//
//   ArrivalGate gate;                                   // of a site, say; for all threads
//   gate.change({.rate = {.per_second = 10}, .at_a_time = 5});
//   const ArrivalVerdict verdict = gate.enter(now);     // is_refused(), or it may go on
//   if (verdict.holds_slot()) gate.leave();             // once it is over
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/base/token_bucket.hpp>
#include <weft/server/limits/arrivals.hpp>

namespace weft::server {

struct ArrivalVerdict {
  enum class Outcome : std::uint8_t { passes, passes_with_slot, too_many, too_fast };

  bool is_refused() const { return outcome == Outcome::too_many || outcome == Outcome::too_fast; }
  bool holds_slot() const { return outcome == Outcome::passes_with_slot; }

  Outcome outcome = Outcome::passes;
  // After one that came too fast: until the next may come. Nobody knows when a slot will be free.
  Duration wait = Duration::zero();
};

// Limits that any thread may change while others obey them.
class ArrivalSetting {
 public:
  void change(const ArrivalLimits& limits);
  ArrivalLimits limits() const;

 private:
  std::atomic<std::uint32_t> per_second_ = 0;
  std::atomic<std::uint32_t> burst_ = 0;
  std::atomic<std::uint32_t> at_a_time_ = 0;
};

// One thread at a time.
class ArrivalCount {
 public:
  // One that is refused leaves no trace.
  ArrivalVerdict enter(const ArrivalLimits& limits, Time now);
  void leave() { --inside_; }

  bool is_used() const { return inside_ != 0; }
  // As good as new.
  bool is_rested(Time now) { return !is_used() && (!bucket_ || bucket_->left(now) == bucket_->capacity()); }

 private:
  TokenBucket& bucket_of(const ArrivalRate& rate, Time now);

  // Those that hold a slot.
  std::uint32_t inside_ = 0;
  ArrivalRate rate_;
  std::optional<TokenBucket> bucket_;
};

// Any thread.
class ArrivalGate {
 public:
  void change(const ArrivalLimits& limits) { setting_.change(limits); }
  ArrivalVerdict enter(Time now);
  void leave();

 private:
  ArrivalSetting setting_;
  std::mutex mutex_;
  ArrivalCount count_;
};

}  // namespace weft::server
