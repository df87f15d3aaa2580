// RFC 7541 5.1: an integer that begins in the low bits of an octet (its prefix) and may go on in further octets.
//
//   std::uint32_t index;
//   if (auto error = decode_integer(p, end, 7, index); error != IntegerError::none) …     // p is now behind it
//   out = encode_integer(out, 0x80, 7, index);                                            // integer_room octets at
//   most
#pragma once

#include <cstddef>
#include <cstdint>

namespace weft::hpack {

enum class IntegerError : std::uint8_t { none, truncated, too_large };

// No table, index or string of ours comes near this limit, and every sum of two such integers fits 32 bits.
inline constexpr std::uint32_t max_integer = 0x7fff'ffff;

// The octets behind the prefix that max_integer needs: 31 bits in groups of seven.
inline constexpr int max_integer_octets = 5;
inline constexpr std::size_t integer_room = 1 + max_integer_octets;

// A function of its own keeps the code for short integers small.
[[gnu::noinline]] IntegerError decode_long_integer(const std::uint8_t*& p, const std::uint8_t* end,
                                                   std::uint32_t& value);
std::uint8_t* encode_long_integer(std::uint8_t* out, std::uint32_t rest);

// The caller has checked that there is at least one octet at `p`.
inline IntegerError decode_integer(const std::uint8_t*& p, const std::uint8_t* end, unsigned prefix,
                                   std::uint32_t& value) {
  const std::uint32_t full = (1U << prefix) - 1;
  value = *p++ & full;
  if (value != full) [[likely]]
    return IntegerError::none;
  return decode_long_integer(p, end, value);
}

// `pattern` holds the bits in front of the prefix. Returns the end of the written octets.
inline std::uint8_t* encode_integer(std::uint8_t* out, std::uint8_t pattern, unsigned prefix, std::uint32_t value) {
  const std::uint32_t full = (1U << prefix) - 1;
  if (value < full) [[likely]] {
    *out = static_cast<std::uint8_t>(pattern | value);
    return out + 1;
  }
  *out = static_cast<std::uint8_t>(pattern | full);
  return encode_long_integer(out + 1, value - full);
}

}  // namespace weft::hpack
