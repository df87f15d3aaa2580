// RFC 6455 5.2: what stands ahead of a frame's octets.
#pragma once

#include <cstdint>
#include <optional>

#include <weft/websocket/mask.hpp>

namespace weft::websocket {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// RFC 6455 5.5: "Control frames are identified by opcodes where the most significant bit of the opcode is 1."
constexpr bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 8;
}

// Another value has no meaning.
bool is_known(std::uint8_t opcode);

struct FrameHeader {
  // The last fragment of its message.
  bool fin = true;
  // RFC 7692 6: the first fragment of a message that is compressed.
  bool compressed = false;
  Opcode opcode = Opcode::text;
  std::uint64_t size = 0;
  std::optional<MaskKey> mask = {};

  bool operator==(const FrameHeader&) const = default;
};

// RFC 6455 5.5: "All control frames MUST have a payload length of 125 bytes or less and MUST NOT be fragmented."
inline constexpr std::size_t longest_control = 125;
// Two octets, the longest length, and a mask.
inline constexpr std::size_t longest_header = 14;

}  // namespace weft::websocket
