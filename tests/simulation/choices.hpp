// The decisions of a run come from a seed, or from the octets of a fuzzer. Equal sources give equal runs.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include <weft/base/bytes.hpp>

namespace weft::simulation {

class Choices {
 public:
  explicit Choices(std::uint64_t seed) : state_(seed) {}
  // After the last octet every choice is the first one, and the run comes to its end: see exhausted().
  explicit Choices(Octets octets) : octets_(octets), by_octets_(true) {}

  // 0 … bound-1.
  std::uint32_t below(std::uint32_t bound) {
    if (by_octets_) return read(bound) % bound;
    return static_cast<std::uint32_t>((std::uint64_t{random()} * bound) >> 32);
  }
  // 1 … most, small ones as often as large ones.
  std::uint32_t size(std::uint32_t most) {
    const auto bits = 1 + below(static_cast<std::uint32_t>(std::bit_width(most)));
    return 1 + below(bits >= 32 ? most : std::min(most, std::uint32_t{1} << bits));
  }
  bool once_in(std::uint32_t times) { return below(times) == times - 1; }
  template <class T, std::size_t size>
  const T& one_of(const std::array<T, size>& list) {
    return list[below(static_cast<std::uint32_t>(size))];
  }

  bool exhausted() const { return by_octets_ && octets_.empty(); }

 private:
  // SplitMix64.
  std::uint32_t random() {
    std::uint64_t mixed = (state_ += 0x9e37'79b9'7f4a'7c15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58'476d'1ce4'e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d0'49bb'1331'11ebu;
    return static_cast<std::uint32_t>(mixed >> 32);
  }

  std::uint32_t read(std::uint32_t bound) {
    std::uint32_t value = 0;
    for (std::uint32_t range = 1; range < bound && !octets_.empty(); range <<= 8) {
      value = value << 8 | octets_.front();
      octets_ = octets_.subspan(1);
      if (range >= 0x100'0000) break;
    }
    return value;
  }

  std::uint64_t state_ = 0;
  Octets octets_;
  bool by_octets_ = false;
};

}  // namespace weft::simulation
