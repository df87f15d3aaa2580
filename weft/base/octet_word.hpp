// Eight octets looked at together: tests of text that cost one step where a table costs eight.
//
// A mask has the top bit of every octet set that was asked for. It is exact up to its lowest bit, so whether it is zero
// can be relied upon; octets above the lowest may be there wrongly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weft {

using OctetWord = std::uint64_t;

constexpr OctetWord every_octet(std::uint8_t value) {
  return 0x0101'0101'0101'0101U * value;
}

inline OctetWord load_octet_word(const char* text) {
  OctetWord word;
  std::memcpy(&word, text, sizeof word);
  return word;
}

// `limit` is at most 0x80. Octets of 0x80 and above are not below it.
constexpr OctetWord octets_below(OctetWord word, std::uint8_t limit) {
  return (word - every_octet(limit)) & ~word & every_octet(0x80);
}

constexpr OctetWord octets_equal(OctetWord word, std::uint8_t value) {
  return octets_below(word ^ every_octet(value), 1);
}

// A text of one to seven octets, some of them twice where there is room.
inline OctetWord gather_octets(std::string_view text) {
  const std::size_t size = text.size();
  if (size >= sizeof(std::uint32_t)) {
    std::uint32_t front;
    std::uint32_t back;
    std::memcpy(&front, text.data(), sizeof front);
    std::memcpy(&back, text.data() + size - sizeof back, sizeof back);
    return OctetWord{back} << 32 | front;
  }
  const auto octet = [text](std::size_t i) { return OctetWord{static_cast<unsigned char>(text[i])}; };
  return (every_octet(static_cast<std::uint8_t>(octet(0))) & ~OctetWord{0xffff}) | octet(size / 2) << 8 |
         octet(size - 1);
}

// Whether `is_bad` is zero for all of the text, given in words. What is left over behind the last whole word is given
// again together with octets that have been seen.
template <class IsBad>
bool no_octet_word(std::string_view text, IsBad is_bad) {
  const char* at = text.data();
  std::size_t left = text.size();
  if (left < sizeof(OctetWord)) return left == 0 || is_bad(gather_octets(text)) == 0;
  for (; left >= sizeof(OctetWord); at += sizeof(OctetWord), left -= sizeof(OctetWord)) {
    if (is_bad(load_octet_word(at)) != 0) return false;
  }
  return left == 0 || is_bad(load_octet_word(at + left - sizeof(OctetWord))) == 0;
}

}  // namespace weft
