// RFC 7541 5 and 6.2: integers, strings and literal fields as they are read out of a block.
//
//   LiteralField field;
//   if (auto status = read_name(p, end, most_index, field); status != DecodeStatus::ok) …
//   if (auto status = read_string(p, end, field.value); status != DecodeStatus::ok) …     // p is now behind the field
#pragma once

#include <cstddef>
#include <cstdint>

#include <weft/hpack/decode_status.hpp>
#include <weft/hpack/integer.hpp>
#include <weft/hpack/string_literal.hpp>

namespace weft::hpack {

// A field whose value, at least, is a literal.
struct LiteralField {
  std::uint32_t name_index = 0;  // 0: the name is a literal too
  StringLiteral name;
  StringLiteral value;
  bool insert = false;
  bool sensitive = false;
};

// RFC 7541 6.1: the representation that begins with this octet is an index and nothing else.
constexpr bool is_indexed(std::uint8_t octet) {
  return (octet & 0x80) != 0;
}
// RFC 7541 6.3
constexpr bool is_size_update(std::uint8_t octet) {
  return (octet & 0xe0) == 0x20;
}

// RFC 7541 5.1. The caller has checked that there is at least one octet at `p`.
inline DecodeStatus read_integer(const std::uint8_t*& p, const std::uint8_t* end, unsigned prefix,
                                 std::uint32_t& value) {
  switch (decode_integer(p, end, prefix, value)) {
    [[likely]] case IntegerError::none:
      return DecodeStatus::ok;
    case IntegerError::truncated:
      return DecodeStatus::truncated;
    case IntegerError::too_large:
      break;
  }
  return DecodeStatus::bad_integer;
}

// RFC 7541 5.2
inline DecodeStatus read_string(const std::uint8_t*& p, const std::uint8_t* end, StringLiteral& literal) {
  if (p == end) return DecodeStatus::truncated;
  literal.huffman = (*p & 0x80) != 0;
  std::uint32_t size = 0;
  if (const auto status = read_integer(p, end, 7, size); status != DecodeStatus::ok) return status;
  if (size > static_cast<std::size_t>(end - p)) return DecodeStatus::truncated;
  literal.octets = {p, size};
  p += size;
  return DecodeStatus::ok;
}

// RFC 7541 6.2: all in front of the value. The caller has checked that a literal begins at `p`; `most_index` is the
// greatest index of both tables.
inline DecodeStatus read_name(const std::uint8_t*& p, const std::uint8_t* end, std::uint32_t most_index,
                              LiteralField& field) {
  const std::uint8_t first = *p;
  field.insert = (first & 0x40) != 0;
  field.sensitive = (first & 0x50) == 0x10;
  if (const auto status = read_integer(p, end, field.insert ? 6 : 4, field.name_index); status != DecodeStatus::ok)
    return status;
  if (field.name_index > most_index) return DecodeStatus::bad_index;
  return field.name_index == 0 ? read_string(p, end, field.name) : DecodeStatus::ok;
}

}  // namespace weft::hpack
