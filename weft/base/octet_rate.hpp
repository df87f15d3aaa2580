// A rate of octets as its users see it: a burst of `capacity`, then so many a second.
#pragma once

#include <cstdint>
#include <limits>

#include <weft/base/time.hpp>
#include <weft/base/token_bucket.hpp>

namespace weft {

class OctetRate {
 public:
  // A need without an end that is known.
  static constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

  // The octets that may go now. `needed`: its user has no more to take, for now.
  virtual std::uint64_t left(Time now, std::uint64_t needed) = 0;
  std::uint64_t left(Time now) { return left(now, endless); }
  // False, and nothing is taken, when less than `octets` is left.
  virtual bool take(std::uint64_t octets, Time now) = 0;
  // When `octets` will be left, or when to ask again; `never` if that cannot be. Comes after left().
  virtual Time when(std::uint64_t octets) const = 0;
  virtual std::uint64_t capacity() const = 0;

 protected:
  ~OctetRate() = default;
};

// A rate that users of one thread have to themselves.
class OwnRate final : public OctetRate {
 public:
  OwnRate(std::uint64_t capacity, std::uint64_t per_second, Time now) : bucket_(capacity, per_second, now) {}

  void change(std::uint64_t capacity, std::uint64_t per_second, Time now) { bucket_.change(capacity, per_second, now); }

  using OctetRate::left;
  std::uint64_t left(Time now, std::uint64_t) override { return bucket_.left(now); }
  bool take(std::uint64_t octets, Time now) override { return bucket_.take(octets, now); }
  Time when(std::uint64_t octets) const override { return bucket_.when(octets); }
  std::uint64_t capacity() const override { return bucket_.capacity(); }

 private:
  TokenBucket bucket_;
};

}  // namespace weft
