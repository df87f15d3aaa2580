#include <weft/hpack/integer.hpp>

namespace weft::hpack {

IntegerError decode_long_integer(const std::uint8_t*& p, const std::uint8_t* end, std::uint32_t& value) {
  std::uint64_t sum = value;
  for (int i = 0; i < max_integer_octets; ++i) {
    if (p == end) return IntegerError::truncated;
    const std::uint8_t octet = *p++;
    sum += static_cast<std::uint64_t>(octet & 0x7f) << (7 * i);
    // RFC 7541 5.1: "Integer encodings that exceed implementation limits — in value or octet length — MUST be treated
    // as decoding errors."
    if (sum > max_integer) return IntegerError::too_large;
    if ((octet & 0x80) == 0) {
      value = static_cast<std::uint32_t>(sum);
      return IntegerError::none;
    }
  }
  return IntegerError::too_large;
}

std::uint8_t* encode_long_integer(std::uint8_t* out, std::uint32_t rest) {
  for (; rest >= 128; rest >>= 7) *out++ = static_cast<std::uint8_t>(rest | 0x80);
  *out = static_cast<std::uint8_t>(rest);
  return out + 1;
}

}  // namespace weft::hpack
