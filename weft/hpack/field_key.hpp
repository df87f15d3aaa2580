// A field as the encoder looks for it: with hashes of its name, and of name and value.
//
//   const FieldKey key = key_of(field, token);
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/base/octet_word.hpp>

namespace weft::hpack {

struct FieldKey {
  std::string_view name;
  std::string_view value;
  NameToken token = 0;
  std::uint32_t name_hash = 0;
  std::uint32_t pair_hash = 0;
};

// A digest takes the length and five words at most, however long the text is: the whole text up to 32 octets, so that
// no date is taken for another. Longer texts that differ only elsewhere are told apart by a comparison; there are never
// more of these than a table holds.
inline std::uint64_t digest_of(std::string_view text) {
  const char* const p = text.data();
  const std::size_t n = text.size();
  constexpr std::uint64_t a = 0xd6e8'feb8'6659'fd93;
  constexpr std::uint64_t b = 0xa076'1d64'78bd'642f;
  constexpr std::uint64_t c = 0xe703'7ed1'a0b4'28db;
  constexpr std::uint64_t d = 0x8ebc'6af0'9c88'c6e3;
  constexpr std::uint64_t e = 0x5899'65cc'7537'4cc3;
  if (n >= 8) {
    const std::uint64_t ends = load_octet_word(p) * a + load_octet_word(p + n - 8) * b + n;
    if (n <= 16) return ends;
    const std::uint64_t inside = load_octet_word(p + 8) * c + load_octet_word(p + n - 16) * d;
    return ends + inside + load_octet_word(p + n / 2 - 4) * e;
  }
  if (n >= 4) return load_octet_word<std::uint32_t>(p) * a + load_octet_word<std::uint32_t>(p + n - 4) * b + n;
  std::uint64_t x = n;
  for (const char octet : text) x = x << 8 | static_cast<unsigned char>(octet);
  return x * a;
}

// Every bit of a digest reaches every bit of the hash.
inline std::uint32_t hash_of(std::uint64_t digest) {
  digest = (digest ^ digest >> 32) * 0xd6e8'feb8'6659'fd93;
  return static_cast<std::uint32_t>(digest ^ digest >> 32);
}

// Tokens of one program differ in their low bits, and an odd factor keeps these different.
inline std::uint32_t name_hash_of(NameToken token) {
  return token * 0x9e37'79b1U;
}

inline FieldKey key_of(const Field& field, NameToken token) {
  const std::uint32_t name_hash = token != 0 ? name_hash_of(token) : hash_of(digest_of(field.name));
  return {field.name, field.value, token, name_hash, hash_of(digest_of(field.value) + name_hash)};
}

}  // namespace weft::hpack
