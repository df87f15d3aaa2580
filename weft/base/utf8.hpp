// RFC 3629: characters in octets of UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weft {

struct Utf8Character {
  std::uint32_t code = 0;
  // In octets. 0: the text does not begin with a character.
  std::size_t size = 0;
};

// RFC 3629 3: "Implementations of the decoding algorithm above MUST protect against decoding invalid sequences": those
// that are longer than needed, surrogates, and codes beyond U+10FFFF. `text` is not empty.
Utf8Character first_utf8_character(std::string_view text);

}  // namespace weft
