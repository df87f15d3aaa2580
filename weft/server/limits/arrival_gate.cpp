#include <weft/server/limits/arrival_gate.hpp>

namespace weft::server {

using Outcome = ArrivalVerdict::Outcome;

void ArrivalSetting::change(const ArrivalLimits& limits) {
  per_second_.store(limits.rate.per_second, std::memory_order_relaxed);
  burst_.store(limits.rate.burst, std::memory_order_relaxed);
  at_a_time_.store(limits.at_a_time, std::memory_order_relaxed);
}

ArrivalLimits ArrivalSetting::limits() const {
  return {.rate = {.per_second = per_second_.load(std::memory_order_relaxed),
                   .burst = burst_.load(std::memory_order_relaxed)},
          .at_a_time = at_a_time_.load(std::memory_order_relaxed)};
}

ArrivalVerdict ArrivalCount::enter(const ArrivalLimits& limits, Time now) {
  if (limits.at_a_time != 0 && inside_ >= limits.at_a_time) return {Outcome::too_many};
  if (limits.rate.any()) {
    TokenBucket& bucket = bucket_of(limits.rate, now);
    if (!bucket.take(1, now)) return {Outcome::too_fast, bucket.when(1) - now};
  }
  if (limits.at_a_time == 0) return {};
  ++inside_;
  return {Outcome::passes_with_slot};
}

TokenBucket& ArrivalCount::bucket_of(const ArrivalRate& rate, Time now) {
  if (!bucket_) {
    bucket_.emplace(rate.capacity(), rate.per_second, now);
  } else if (rate != rate_) {
    bucket_->change(rate.capacity(), rate.per_second, now);
  }
  rate_ = rate;
  return *bucket_;
}

ArrivalVerdict ArrivalGate::enter(Time now) {
  const ArrivalLimits limits = setting_.limits();
  if (!limits.any()) return {};
  const std::lock_guard lock(mutex_);
  return count_.enter(limits, now);
}

void ArrivalGate::leave() {
  const std::lock_guard lock(mutex_);
  count_.leave();
}

}  // namespace weft::server
