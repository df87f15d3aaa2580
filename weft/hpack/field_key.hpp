// A field as the encoder looks for it: with hashes of its name, and of name and value.
//
//   const FieldKey key = key_of(field, token);
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include <weft/base/field.hpp>

namespace weft::hpack {

struct FieldKey {
  std::string_view name;
  std::string_view value;
  NameToken token = 0;
  std::uint32_t name_hash = 0;
  std::uint32_t pair_hash = 0;
};

inline std::uint64_t load_word(const char* p) {
  std::uint64_t x = 0;
  std::memcpy(&x, p, sizeof x);
  return x;
}

inline std::uint32_t load_half_word(const char* p) {
  std::uint32_t x = 0;
  std::memcpy(&x, p, sizeof x);
  return x;
}

// From the length and three words at most, however long the text is. Texts that differ elsewhere only are told apart by
// comparing them; there are never more of them than a table holds.
inline std::uint64_t digest_of(std::string_view text) {
  const char* const p = text.data();
  const std::size_t n = text.size();
  constexpr std::uint64_t a = 0xd6e8'feb8'6659'fd93;
  constexpr std::uint64_t b = 0xa076'1d64'78bd'642f;
  constexpr std::uint64_t c = 0xe703'7ed1'a0b4'28db;
  if (n >= 8) return load_word(p) * a + load_word(p + n - 8) * b + load_word(p + n / 2 - 4) * c + n;
  if (n >= 4) return load_half_word(p) * a + load_half_word(p + n - 4) * b + n;
  std::uint64_t x = n;
  for (const char octet : text) x = x << 8 | static_cast<unsigned char>(octet);
  return x * a;
}

// Every bit of a digest reaches every bit of the hash.
inline std::uint32_t hash_of(std::uint64_t digest) {
  digest = (digest ^ digest >> 32) * 0xd6e8'feb8'6659'fd93;
  return static_cast<std::uint32_t>(digest ^ digest >> 32);
}

inline FieldKey key_of(const Field& field, NameToken token) {
  // Tokens of one program differ in their low bits, and an odd factor leaves it so.
  const std::uint32_t name_hash = token != 0 ? token * 0x9e37'79b1U : hash_of(digest_of(field.name));
  return {field.name, field.value, token, name_hash, hash_of(digest_of(field.value) + name_hash)};
}

}  // namespace weft::hpack
