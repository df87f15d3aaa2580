// How much a header block may hold.
#pragma once

#include <cstddef>

namespace weft::hpack {

// Beyond a soft limit the decoder drops fields and goes on, so that the table stays right and the peer can be answered.
// Beyond a hard limit it stops, and the connection is lost.
struct DecodeLimits {
  std::size_t soft_fields = 256;
  std::size_t hard_fields = 1024;
  // Sums of name + value + 32.
  std::size_t soft_octets = 64 * 1024;
  std::size_t hard_octets = 256 * 1024;
};

}  // namespace weft::hpack
