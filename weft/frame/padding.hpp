// The padding that DATA, HEADERS and PUSH_PROMISE share.
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

// The value of the Pad Length field, or nullopt where the PADDED flag is not set.
using PadLength = std::optional<std::uint8_t>;

constexpr std::uint8_t padded_flag(PadLength padding) {
  return padding ? flag::padded : std::uint8_t{0};
}

// The octets that padding and the Pad Length field take.
constexpr std::uint32_t padding_size(PadLength padding) {
  return padding ? 1u + *padding : 0u;
}

// For a PADDED frame with `length` octets of payload, of which `begin` holds those that have come.
std::optional<Fault> check_padding(std::size_t length, Octets begin);

struct Unpadded {
  Octets content;
  PadLength padding;
};

// The content begins with `least_content` octets of mandatory fields.
Result<Unpadded, Fault> unpad(const Header& header, Octets payload, std::size_t least_content = 0);

// These write the Pad Length field before the content, and zeros behind it.
void begin_padded(PadLength padding, Buffer& out);
void end_padded(PadLength padding, Buffer& out);

}  // namespace weft::frame
