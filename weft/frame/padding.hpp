// What DATA, HEADERS and PUSH_PROMISE share.
//
//   +---------------+-----------------------------------------------+
//   |Pad Length? (8)|
//   +---------------+-----------------------------------------------+
//   |                        Content (*)                          ...
//   +---------------------------------------------------------------+
//   |                        Padding (*)                          ...
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>
#include <optional>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

// The value of the Pad Length field, or nothing where the PADDED flag is not set.
using PadLength = std::optional<std::uint8_t>;

constexpr std::uint8_t padded_flag(PadLength padding) {
  return padding ? flag::padded : std::uint8_t{0};
}

// Octets that padding and its length take.
constexpr std::uint32_t padding_size(PadLength padding) {
  return padding ? 1u + *padding : 0u;
}

// Of a PADDED frame with `length` octets of payload, `begin` being the first of them, as many as have come.
std::optional<Fault> check_padding(std::size_t length, Octets begin);

struct Unpadded {
  Octets content;
  PadLength padding;
};

// `least_content`: octets of mandatory fields that the content begins with.
Result<Unpadded, Fault> unpad(const Header& header, Octets payload, std::size_t least_content = 0);

// Around the content: the pad length before it, zeros behind it.
void begin_padded(PadLength padding, Buffer& out);
void end_padded(PadLength padding, Buffer& out);

}  // namespace weft::frame
