// Texts are tested, compared and copied in words of eight octets, at the cost of one octet each. Most texts are a few
// words long, for which the call of a library function would cost more than the work.
//
//   same_text(a, b)                               // as a == b
//   end = copy_octets(text, out)                  // as std::copy
//   no_octet_word(text, [](OctetWord word) { return octets_equal(word, '!') | octets_below(word, 0x20); })
//
// A mask has the top bit set in every octet that was asked for. It is exact up to its lowest set bit, so a test for
// zero is right; octets above the lowest one may be set wrongly.
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

template <class Word = OctetWord>
Word load_octet_word(const char* text) {
  Word word;
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

// A word with a text of one to seven octets, some of which fill the room by standing there twice.
inline OctetWord gather_octets(std::string_view text) {
  const std::size_t size = text.size();
  if (size >= sizeof(std::uint32_t)) {
    const auto front = load_octet_word<std::uint32_t>(text.data());  // NOLINT(bugprone-suspicious-*): four at least
    const auto back = load_octet_word<std::uint32_t>(text.data() + size - sizeof front);
    return OctetWord{back} << 32 | front;
  }
  const auto octet = [text](std::size_t i) { return OctetWord{static_cast<unsigned char>(text[i])}; };
  return (every_octet(static_cast<std::uint8_t>(octet(0))) & ~OctetWord{0xffff}) | octet(size / 2) << 8 |
         octet(size - 1);
}

// Whether `is_bad` is zero for every word of the text. The octets behind the last whole word are tested in a word with
// octets before them, which are tested twice.
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

// Whether `size` octets are the same. The last word overlaps the one before it.
[[gnu::always_inline]] inline bool same_octets(const char* a, const char* b, std::size_t size) {
  const auto same = [a, b]<class Word>(Word, std::size_t at) {
    return load_octet_word<Word>(a + at) == load_octet_word<Word>(b + at);
  };
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      if (!same(std::uint64_t{}, at)) return false;
    }
    return same(std::uint64_t{}, size - 8);
  }
  if (size >= 4) return same(std::uint32_t{}, 0) && same(std::uint32_t{}, size - 4);
  if (size >= 2) return same(std::uint16_t{}, 0) && same(std::uint16_t{}, size - 2);
  return size == 0 || *a == *b;
}

inline bool same_text(std::string_view a, std::string_view b) {
  const char* const p = a.data();
  const char* const q = b.data();
  return a.size() == b.size() && same_octets(p, q, a.size());
}

// Returns the end of the copy. `out` must not overlap the text. The last word overlaps the one before it.
[[gnu::always_inline]] inline char* copy_octets(std::string_view text, char* out) {
  struct Two {
    OctetWord words[2];
  };
  // For longer texts the library's function is faster.
  constexpr std::size_t longest = 96;
  const std::size_t size = text.size();
  if (size > longest) [[unlikely]] {
    std::memcpy(out, text.data(), size);
    return out + size;
  }
  const auto copy = [from = text.data(), out]<class Word>(Word, std::size_t at) {
    std::memcpy(out + at, from + at, sizeof(Word));
  };
  if (size >= sizeof(Two)) {
    for (std::size_t at = 0; at + sizeof(Two) < size; at += sizeof(Two)) copy(Two{}, at);
    copy(Two{}, size - sizeof(Two));
  } else if (size >= 8) {
    copy(std::uint64_t{}, 0);
    copy(std::uint64_t{}, size - 8);
  } else if (size >= 4) {
    copy(std::uint32_t{}, 0);
    copy(std::uint32_t{}, size - 4);
  } else if (size != 0) {
    copy(char{}, 0);
    copy(char{}, size / 2);
    copy(char{}, size - 1);
  }
  return out + size;
}

}  // namespace weft
