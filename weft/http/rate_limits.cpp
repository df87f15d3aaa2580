#include <weft/http/rate_limits.hpp>

#include <algorithm>

namespace weft::http {

namespace {

// The tokens that a bucket must have before anything is sent, so that frames are not tiny. At most half of the bucket:
// one that had to be full would lose the tokens that come in while its owner is late.
std::uint64_t enough_for_a_frame(const OctetRate& bucket, std::uint64_t wanted) {
  constexpr std::uint64_t frame = 16 * 1024;
  return std::min(wanted, std::clamp<std::uint64_t>(bucket.capacity() / 2, 1, frame));
}

}  // namespace

void RateLimits::set(Buckets buckets, std::uint32_t granted) {
  if (buckets.empty()) return limits_.reset();
  if (!any()) limits_ = std::make_unique<Limits>(Limits{.buckets = {}, .debt = granted});
  limits_->buckets = buckets;
}

std::uint32_t RateLimits::allowed(std::uint32_t wanted, Time now, std::uint64_t rest) {
  if (!any()) return wanted;
  limits_->pay_debt(now);
  if (limits_->debt != 0) return 0;
  std::uint64_t most = wanted;
  for (OctetRate* bucket : limits_->buckets) {
    if (bucket == nullptr) continue;
    const std::uint64_t left = bucket->left(now, rest);
    if (left < enough_for_a_frame(*bucket, wanted)) return 0;
    most = std::min(most, left);
  }
  return static_cast<std::uint32_t>(most);
}

Time RateLimits::resume(std::uint32_t wanted) const {
  Time time = Time::min();
  if (!any()) return time;
  for (const OctetRate* bucket : limits_->buckets) {
    if (bucket == nullptr) continue;
    const std::uint64_t enough = limits_->debt + enough_for_a_frame(*bucket, wanted);
    time = std::max(time, bucket->when(std::min(enough, std::max<std::uint64_t>(bucket->capacity() / 2, 1))));
  }
  return time;
}

void RateLimits::Limits::spend(std::uint64_t octets, Time now) {
  for (OctetRate* bucket : buckets) {
    if (bucket != nullptr) bucket->take(octets, now);
  }
}

void RateLimits::Limits::pay_debt(Time now) {
  if (debt == 0) return;
  std::uint64_t paid = debt;
  for (OctetRate* bucket : buckets) {
    if (bucket != nullptr) paid = std::min(paid, bucket->left(now));
  }
  spend(paid, now);
  debt -= paid;
}

}  // namespace weft::http
