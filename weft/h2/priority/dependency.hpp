// RFC 7540 5.3: behind which stream another one waits, and how much it gets beside those that wait there too.
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
  bool exclusive = false;  // what depended on the parent so far depends on this stream from now on

  friend bool operator==(const Dependency&, const Dependency&) = default;
};

inline Dependency from_wire(const frame::Dependency& dependency) {
  return {dependency.stream, dependency.weight, dependency.exclusive};
}
inline frame::Dependency to_wire(const Dependency& dependency) {
  return {dependency.parent, dependency.weight, dependency.exclusive};
}

// What a word in the language of RFC 9218 means in the tree: each urgency weighs half of the one above it, so that the
// default of one scheme, 3, is the default of the other, 16.
constexpr std::uint16_t weight_of(std::uint8_t urgency) {
  return static_cast<std::uint16_t>(128U >> urgency);
}
static_assert(weight_of(3) == default_weight && weight_of(7) == least_weight);

}  // namespace weft::h2
