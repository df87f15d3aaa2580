#include <weft/hpack/policy.hpp>

#include <algorithm>

#include <weft/hpack/static_table.hpp>

namespace weft::hpack {
namespace {

constexpr NameToken authorization = 23;
constexpr NameToken cookie = 32;
constexpr NameToken proxy_authorization = 49;
constexpr NameToken set_cookie = 55;

static_assert(static_table::at(authorization).name == "authorization");
static_assert(static_table::at(cookie).name == "cookie");
static_assert(static_table::at(proxy_authorization).name == "proxy-authorization");
static_assert(static_table::at(set_cookie).name == "set-cookie");

}  // namespace

// RFC 7541 7.1.3: "short or low-entropy values are more readily recovered by an adversary. Therefore, an encoder might
// choose not to index values with low entropy."
bool is_secret(NameToken token, std::string_view value) {
  constexpr std::size_t guessable = 20;
  return token == authorization || token == proxy_authorization || token == set_cookie ||
         (token == cookie && value.size() < guessable);
}

void IndexingPolicy::repeated(const FieldKey& key) {
  std::int8_t& points = points_of(key);
  points = static_cast<std::int8_t>(std::min(points + 1, most_points));
}

bool IndexingPolicy::should_index(const FieldKey& key) {
  // The table's chains use the low bits.
  std::uint8_t& seen = seen_[(key.pair_hash >> 16) % seen_.size()];
  const auto mark = static_cast<std::uint8_t>(key.pair_hash >> 24);
  if (seen == mark) {
    repeated(key);
    return true;
  }
  seen = mark;
  std::int8_t& points = points_of(key);
  const bool trusted = points > 0;
  points = static_cast<std::int8_t>(std::max(points - 2, least_points));
  return trusted;
}

}  // namespace weft::hpack
