// Patterns of host names: "example.org", "*.example.org" for all names below it, "*" for all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

namespace weft {

// A name or a pattern in lower case, without a port and without a dot at its end.
bool is_host_pattern(std::string_view text);

// How well the pattern fits a host in lower case: the name itself goes before the longest "*.", and "*" is the last.
// 0: not at all.
inline std::size_t host_fit(std::string_view pattern, std::string_view host) {
  if (pattern == host) return std::numeric_limits<std::size_t>::max();
  if (pattern == "*") return 1;
  const bool is_below = pattern.starts_with("*.") && host.size() + 1 > pattern.size();
  return is_below && host.ends_with(pattern.substr(1)) ? pattern.size() : 0;
}

// The one of `items` whose pattern fits best, or null. `fit_of(item)` is the best host_fit() of its patterns.
template <class Item, class FitOf>
const Item* best_fit(const std::vector<Item>& items, FitOf fit_of) {
  const Item* best = nullptr;
  std::size_t most = 0;
  for (const Item& item : items) {
    const std::size_t fit = fit_of(item);
    if (fit > most) best = &item;
    most = std::max(most, fit);
  }
  return best;
}

}  // namespace weft
