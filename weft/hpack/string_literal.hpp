// RFC 7541 5.2: a string literal as it stands in a block, without its length.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <weft/base/arena.hpp>
#include <weft/base/bytes.hpp>
#include <weft/hpack/huffman.hpp>

namespace weft::hpack {

struct StringLiteral {
  Octets octets;
  bool huffman = false;

  // The text has at most this number of octets.
  std::size_t bound() const { return huffman ? huffman_decoded_bound(octets.size()) : octets.size(); }
  // nullopt where the octets break the code.
  std::optional<std::size_t> size() const { return huffman ? huffman_decoded_size(octets) : octets.size(); }
  // False where the octets break the code. Inlined: in memory, the load of the view would have to wait for its two
  // stores.
  [[gnu::always_inline]] bool store(Arena& arena, std::string_view& text) const {
    if (!huffman) {
      text = arena.store(as_text(octets));
      return true;
    }
    const std::size_t room = huffman_room(octets.size());
    char* const out = arena.allocate(room);
    char* const end = huffman_decode(octets, out);
    if (end == nullptr) return false;
    arena.shrink(static_cast<std::size_t>(out + room - end));
    text = {out, end};
    return true;
  }
};

}  // namespace weft::hpack
