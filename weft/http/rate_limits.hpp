// The rates that the body of a message, or all bodies of a connection, obey in one direction: buckets of octets, which
// the caller owns.
//
//   OwnRate own(burst, octets_per_second, now);
//   std::array<OctetRate*, 2> buckets{&own, &share_of_the_rate_of_the_site};
//   connection.limit_sending(message, buckets);        // all of them must have octets to spare
//   own.change(burst, half_as_many, now);              // noticed with the next frame, or at its deadline …
//   connection.limit_sending(message, buckets);        // … or at once
//   connection.limit_sending(message, {});             // no limit any more
//
// Any number of messages, and of connections that never run at the same time, may share a bucket; one that stands in
// two arrays of the same message pays twice. Connections of several threads have a RateShare each. The array and its
// buckets must live until the message is released, the connection is destroyed, or other limits are set. A null entry
// limits nothing, so that an array may keep a place for a limit that comes and goes.
//
// When receiving, a limit is kept by withholding credit. Credit that the window had granted before counts too: where
// the rate is low and the window large, the peer waits for long after its first octets; set_window() helps.
//
// Octets go out in frames of 16 KiB or half of the burst, whichever is less: a burst of about a tenth of a second makes
// a smooth rate.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <weft/base/octet_rate.hpp>
#include <weft/base/time.hpp>

namespace weft::http {

class RateLimits {
 public:
  using Buckets = std::span<OctetRate* const>;

  // `granted` octets were let through before there was a limit, and count nevertheless.
  void set(Buckets buckets, std::uint32_t granted = 0);
  bool any() const { return limits_ != nullptr; }

  // How many of `wanted` octets, which is not 0, may go now: 0, or enough for a frame, or all of them. `rest`: all that
  // will ever be wanted.
  std::uint32_t allowed(std::uint32_t wanted, Time now, std::uint64_t rest = OctetRate::endless);
  void spend(std::uint64_t octets, Time now) {
    if (any()) limits_->spend(octets, now);
  }
  // When to ask again after allowed() gave 0.
  Time resume(std::uint32_t wanted) const;

 private:
  struct Limits {
    void spend(std::uint64_t octets, Time now);
    void pay_debt(Time now);

    Buckets buckets;
    std::uint64_t debt = 0;
  };

  // Few streams have any: a pointer is all that the others pay.
  std::unique_ptr<Limits> limits_;
};

}  // namespace weft::http
