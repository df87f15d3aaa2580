#include <cli/status/places.hpp>

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace weft::cli::status {
namespace {

// The first ones are always seen.
constexpr std::size_t most_seen = 5;

}  // namespace

void Places::update(std::span<const std::string> keys, std::size_t most) {
  places_.resize(most);
  for (std::string& place : places_) {
    if (std::ranges::find(keys, place) == keys.end()) place.clear();
  }
  for (const std::string& key : keys) {
    if (std::ranges::find(places_, key) != places_.end()) continue;
    const auto free = std::ranges::find(places_, std::string());
    if (free == places_.end()) break;
    *free = key;
  }
  let_worst_in(keys);
}

void Places::let_worst_in(std::span<const std::string> keys) {
  std::unordered_map<std::string_view, std::size_t> ranks;
  for (const std::string& key : keys) ranks.emplace(key, ranks.size());
  for (const std::string& key : keys.first(std::min({most_seen, places_.size(), keys.size()}))) {
    if (std::ranges::find(places_, key) != places_.end()) continue;
    *std::ranges::max_element(places_, {}, [&](const std::string& place) { return ranks.at(place); }) = key;
  }
}

}  // namespace weft::cli::status
