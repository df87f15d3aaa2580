// RFC 7540 5.3: the stream behind which another one waits, and its share beside other streams that wait there.
#pragma once

#include <cstdint>

#include <weft/frame/priority.hpp>

namespace weft::h2 {

inline constexpr std::uint16_t least_weight = 1;
inline constexpr std::uint16_t default_weight = 16;
inline constexpr std::uint16_t greatest_weight = 256;

struct Dependency {
  frame::StreamId parent = 0;  // 0: no stream
  std::uint16_t weight = default_weight;
  bool exclusive = false;  // streams that depend on the parent depend on this stream from now on

  friend bool operator==(const Dependency&, const Dependency&) = default;
};

inline Dependency from_wire(const frame::Dependency& dependency) {
  return {dependency.stream, dependency.weight, dependency.exclusive};
}
inline frame::Dependency to_wire(const Dependency& dependency) {
  return {dependency.parent, dependency.weight, dependency.exclusive};
}

// The weight in the tree that stands for an urgency of RFC 9218: each urgency weighs half of the next more urgent one,
// so that the default urgency, 3, has the default weight, 16.
constexpr std::uint16_t weight_of(std::uint8_t urgency) {
  return static_cast<std::uint16_t>(128U >> urgency);
}
static_assert(weight_of(3) == default_weight && weight_of(7) == least_weight);

}  // namespace weft::h2
