// What has been found out about a field already, so that nobody looks at its octets twice: bits of Field::marks.
// Whoever sets one has checked; whoever changes name or value takes it away.
#pragma once

#include <cstdint>

namespace weft::http::mark {

// The name is a lower-case token, and the value has no octet and no outer whitespace that RFC 9113 8.2.1 forbids. Of a
// pseudo-field: the value, if there is one, is what its name asks for.
inline constexpr std::uint8_t sound = 1;

}  // namespace weft::http::mark
