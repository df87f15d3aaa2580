// What the encoder puts into the dynamic table, and what it must not.
//
//   if (is_secret(token, value)) …                            // RFC 7541 7.1.3: never indexed, at no hop
//   if (policy.should_index(key, entry_size, table.max_size())) …
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/hpack/encoder_index.hpp>

namespace weft::hpack {

bool is_secret(NameToken token, std::string_view value);

class IndexingPolicy {
 public:
  bool should_index(const FieldKey& key, std::size_t entry_size, std::size_t table_size);
};

}  // namespace weft::hpack
