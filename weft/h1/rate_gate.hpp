// The rates of one message in one direction: how many octets of its body may pass now, and when to ask again.
//
//   gate.set(buckets);
//   const std::size_t allowed = gate.let(wanted, now);    // 0: closed until deadline()
//   gate.passed(octets, now);                             // at most as many as were allowed
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <weft/base/time.hpp>
#include <weft/http/rate_limits.hpp>

namespace weft::h1 {

class RateGate {
 public:
  void set(http::RateLimits::Buckets buckets) {
    limits_.set(buckets);
    opens_ = never;
    closed_ = false;
  }

  // `wanted` is not 0. `rest`: all that will ever be wanted.
  std::size_t let(std::size_t wanted, Time now, std::uint64_t rest = OctetRate::endless) {
    if (closed_) return 0;
    const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(wanted, 0x7fff'ffff));
    const std::uint32_t allowed = limits_.allowed(most, now, rest);
    if (allowed != 0) return std::min<std::size_t>(allowed, wanted);
    closed_ = true;
    opens_ = limits_.resume(most);
    return 0;
  }
  void passed(std::size_t octets, Time now) { limits_.spend(octets, now); }

  bool is_closed() const { return closed_; }
  Time deadline() const { return opens_; }
  // True where the gate has opened just now: it may close again when it is asked.
  bool try_again(Time now) {
    if (!closed_ || now < opens_) return false;
    closed_ = false;
    opens_ = never;
    return true;
  }

 private:
  http::RateLimits limits_;
  bool closed_ = false;
  Time opens_ = never;
};

// Both directions of the message that is under way.
struct RateGates {
  Time deadline() const { return std::min(sending.deadline(), receiving.deadline()); }

  RateGate sending;
  RateGate receiving;
};

}  // namespace weft::h1
