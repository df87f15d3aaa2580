// How much a stream is in need of somebody, so that the worst of many is found: the larger, the worse.
//
//   std::ranges::max_element(view.streams, {}, [](const StreamView& each) { return rank_of(each); });
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/http/view.hpp>

namespace weft::http {

struct Rank {
  // `may_be_meant`: a response that has begun and whose application has no more of it yet, as events are.
  enum class Need : std::uint8_t { none, may_be_meant, certain };

  Need need = Need::none;
  // Among those that are in need alike.
  Duration waiting{};

  friend auto operator<=>(const Rank&, const Rank&) = default;
};

// `has_begun`: see StreamView.
constexpr Rank rank_of(std::optional<Wait> wait, Duration waiting, bool has_begun) {
  if (!wait) return {};
  const bool may_be_meant = has_begun && *wait == Wait::application;
  return {may_be_meant ? Rank::Need::may_be_meant : Rank::Need::certain, waiting};
}

constexpr Rank rank_of(const StreamView& stream) {
  return rank_of(stream.wait, stream.waiting, stream.has_begun);
}

// The rank of its worst stream.
constexpr Rank worst_of(const EngineView& view) {
  Rank worst;
  for (const StreamView& each : view.streams) worst = std::max(worst, rank_of(each));
  return worst;
}

}  // namespace weft::http
