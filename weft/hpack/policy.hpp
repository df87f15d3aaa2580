// What the encoder puts into the dynamic table, and what it must not.
//
//   if (is_secret(token, value)) …                    // never indexed, at no hop (RFC 7541 7.1.3)
//   policy.repeated(key);                             // the field was found in the table
//   if (policy.should_index(key)) …                   // it was not
//
// Nothing is known beforehand about any name: each earns its place. A value that comes again earns its name one point,
// a new value costs two. While a name has points, its new values are indexed at once (low churn: server, content-type);
// a name without must show a value twice (etag, last-modified); and a name whose values never come again (a request id)
// leaves the table to the others. On the 32 stories of http2jp/hpack-test-case this brings 1,000 octets down to 299,
// where nghttp2's fixed list of names makes 310 of them, and no constant below moves that by more than three.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/hpack/field_key.hpp>
#include <weft/hpack/static_table.hpp>

namespace weft::hpack {

// What an attacker who can see lengths and choose fields would like to guess.
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
  IndexingPolicy() { points_.fill(starting_points); }

  void repeated(const FieldKey& key) {
    std::int8_t& points = points_of(key);
    points = static_cast<std::int8_t>(points < most_points ? points + 1 : most_points);
  }
  bool should_index(const FieldKey& key);

 private:
  static constexpr int starting_points = 8;
  static constexpr int most_points = 16;
  static constexpr int least_points = -32;

  std::int8_t& points_of(const FieldKey& key) { return points_[key.name_hash % points_.size()]; }

  // Names and values share places by their hashes: a wrong guess costs a few octets, and all of this is 384.
  std::array<std::int8_t, 128> points_;
  // One octet of the hash of the last value that came to each place.
  std::array<std::uint8_t, 256> seen_{};
};

}  // namespace weft::hpack
