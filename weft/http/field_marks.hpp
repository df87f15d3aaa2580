// The marks record checks that a field has passed, so that nobody looks at its octets twice: bits of Field::marks. A
// mark is set only after the check, and removed when the name or the value changes.
#pragma once

#include <cstdint>

namespace weft::http::mark {

// The name is a lower-case token, and the value has no octet and no outer whitespace that RFC 9113 8.2.1 forbids. For a
// pseudo-field: the value, if there is one, is valid for its name.
inline constexpr std::uint8_t sound = 1;

// No check: the field of a response stays where an answer to an error takes the place of what a handler has set.
inline constexpr std::uint8_t lasting = 2;

}  // namespace weft::http::mark
