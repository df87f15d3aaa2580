#include <weft/hpack/policy.hpp>

#include <algorithm>

namespace weft::hpack {

bool IndexingPolicy::should_index(const FieldKey& key, std::size_t size, std::size_t table_size) {
  constexpr int earned = 3;
  constexpr int spent = 2;
  const bool again = came_lately(key, size, table_size);
  std::int8_t& points = points_of(key.name_hash);
  const bool index = again || points > 0;
  points = static_cast<std::int8_t>(std::clamp(points + (again ? earned : -spent), least_points, most_points));
  if (index) memory().inserted += static_cast<std::uint32_t>(size);
  return index;
}

// Whether the field would still be in the table if it had been inserted when it came last. Notes that the field came
// now.
bool IndexingPolicy::came_lately(const FieldKey& key, std::size_t size, std::size_t table_size) {
  constexpr std::uint32_t unit = 16;
  // The chains of the index use the low bits of the hash, so the place here comes from others.
  auto& sights = memory().sights;
  Sight& sight = sights[(key.pair_hash >> 8) % sights.size()];
  const Sight before = sight;
  sight = {static_cast<std::uint16_t>(key.pair_hash >> 16), static_cast<std::uint16_t>(memory().inserted / unit)};
  const std::size_t since = std::size_t{static_cast<std::uint16_t>(sight.time - before.time)} * unit;
  // An entry in the last eighth of a table is too near to its end to be worth an insertion.
  return sight.mark == before.mark && since + size <= table_size - table_size / 8;
}

}  // namespace weft::hpack
