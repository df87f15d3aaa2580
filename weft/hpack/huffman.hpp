// RFC 7541 5.2 and Appendix B: the Huffman code of string literals.
//
//   char* out = arena.allocate(huffman_room(octets.size()));
//   if (char* end = huffman_decode(octets, out)) …           // null: not a Huffman string
//   if (auto* end = huffman_encode(text, out, text.size() - 1)) …                            // null: not shorter
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/base/bytes.hpp>

namespace weft::hpack {

// The longest text that so many encoded octets can hold: the shortest code has five bits.
constexpr std::size_t huffman_decoded_bound(std::size_t encoded) {
  return encoded * 8 / 5;
}
// What huffman_decode() may write: it writes symbols in pairs, and only then looks whether their bits were there.
constexpr std::size_t huffman_room(std::size_t encoded) {
  return huffman_decoded_bound(encoded) + 4;
}

// Returns the end of the text, or null where the octets break RFC 7541 5.2. On its own, it has registers for
// everything.
[[gnu::noinline]] char* huffman_decode(Octets encoded, char* out);
// Its size without the text.
std::optional<std::size_t> huffman_decoded_size(Octets encoded);

// Returns the end of what it wrote, or null where that would be more than `room` octets. It may write huffman_slack
// octets behind them in any case.
std::uint8_t* huffman_encode(std::string_view text, std::uint8_t* out, std::size_t room);
// Eight symbols of 30 bits and a word.
inline constexpr std::size_t huffman_slack = 8 * 30 / 8 + 8 + 1;

}  // namespace weft::hpack
