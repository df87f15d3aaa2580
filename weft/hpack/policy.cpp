#include <weft/hpack/policy.hpp>

#include <algorithm>

namespace weft::hpack {

bool IndexingPolicy::should_index(const FieldKey& key) {
  // The chains of the index use the low bits.
  auto& all_seen = memory().seen;
  std::uint8_t& seen = all_seen[(key.pair_hash >> 16) % all_seen.size()];
  const auto mark = static_cast<std::uint8_t>(key.pair_hash >> 24);
  if (seen == mark) {
    repeated(key.name_hash);
    return true;
  }
  seen = mark;
  std::int8_t& points = points_of(key.name_hash);
  const bool trusted = points > 0;
  points = static_cast<std::int8_t>(std::max(points - 2, least_points));
  return trusted;
}

}  // namespace weft::hpack
