// Text of a stranger, made harmless for a terminal and for a line of a log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

// Line ends and tabs are escaped in a text that has to stay on its line.
enum class Lines : std::uint8_t { one, many };

// Octets that a terminal could obey become \xNN: control characters of ASCII and of Latin-1 (U+0080 to U+009F), marks
// that end a line or turn the direction of writing, and octets that are not UTF-8. All other text is left as it is.
std::string printable(std::string_view text, Lines lines = Lines::one);

// UTF-8 without NUL.
bool is_text(std::string_view text);

}  // namespace weft
