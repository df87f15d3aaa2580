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

// The longest text that `encoded` octets can hold: the shortest code has five bits.
constexpr std::size_t huffman_decoded_bound(std::size_t encoded) {
  return encoded * 8 / 5;
}
// The room that huffman_decode() needs: it writes symbols in pairs, and only then checks whether their bits were there.
constexpr std::size_t huffman_room(std::size_t encoded) {
  return huffman_decoded_bound(encoded) + 4;
}

// Returns the end of the text, or null where the octets break RFC 7541 5.2. A function of its own has registers for all
// its variables.
[[gnu::noinline]] char* huffman_decode(Octets encoded, char* out);
// The size of the text alone.
std::optional<std::size_t> huffman_decoded_size(Octets encoded);

// Returns the end of the written octets, or null where they would be more than `room`. In any case up to huffman_slack
// octets behind them may be overwritten.
std::uint8_t* huffman_encode(std::string_view text, std::uint8_t* out, std::size_t room);
// Eight symbols of 30 bits and a word.
inline constexpr std::size_t huffman_slack = 8 * 30 / 8 + 8 + 1;

}  // namespace weft::hpack
