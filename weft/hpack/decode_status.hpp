// How the decoding of a header block ends.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::hpack {

enum class DecodeStatus : std::uint8_t {
  ok,
  over_soft_limit,  // the table is right, but the list is not whole
  over_hard_limit,
  // The rest are COMPRESSION_ERRORs of RFC 7541.
  bad_index,           // 2.3.3
  bad_integer,         // 5.1
  bad_huffman,         // 5.2
  bad_table_size,      // 4.2 and 6.3: above the limit, too many, or not at the start of a block
  missing_table_size,  // 4.2: our smaller limit was acknowledged, and the peer did not say that it shrank its table
  truncated,           // the block ends inside a field
};

// In words, with the section of the RFC.
std::string_view to_string(DecodeStatus status);

}  // namespace weft::hpack
