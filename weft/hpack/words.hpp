// Short texts, looked at in words: most names and values are a few of them, and a call would cost more than the work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weft::hpack {

template <class Word>
Word load(const char* p) {
  Word x;
  std::memcpy(&x, p, sizeof x);
  return x;
}

// Whether `size` octets are the same. The last word overlaps the one before it.
[[gnu::always_inline]] inline bool same_octets(const char* a, const char* b, std::size_t size) {
  const auto same = [a, b]<class Word>(Word, std::size_t at) { return load<Word>(a + at) == load<Word>(b + at); };
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

}  // namespace weft::hpack
