#include <weft/base/printable.hpp>

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace weft {

namespace {

// A character of UTF-8. Of size 0 where the octets are none.
struct Character {
  std::uint32_t code = 0;
  std::size_t size = 0;
};

std::size_t length_of(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

// RFC 3629 3 and 4: no longer than needed, no surrogates, at most U+10FFFF.
bool is_in_range(std::uint32_t code, std::size_t size) {
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  return code >= least[size] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

Character first_character(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const std::size_t size = length_of(first);
  if (size == 0 || size > text.size()) return {};
  std::uint32_t code = size == 1 ? first : first & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xc0u) != 0x80) return {};
    code = code << 6 | (next & 0x3fu);
  }
  return is_in_range(code, size) ? Character{code, size} : Character{};
}

bool turns_direction(std::uint32_t code) {
  return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

bool is_harmless(std::uint32_t code, Lines lines) {
  if (code == '\n' || code == '\t') return lines == Lines::many;
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return false;
  return code != 0x2028 && code != 0x2029 && !turns_direction(code);
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
  std::string out;
  while (!text.empty()) {
    const Character next = first_character(text);
    const std::size_t size = std::max<std::size_t>(next.size, 1);
    const bool ends_line = lines == Lines::many && text.starts_with("\r\n");
    if (ends_line || (next.size != 0 && is_harmless(next.code, lines))) {
      out += text.substr(0, size);
    } else {
      for (const char octet : text.substr(0, size)) out += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(octet));
    }
    text.remove_prefix(size);
  }
  return out;
}

bool is_text(std::string_view text) {
  while (!text.empty()) {
    const Character next = first_character(text);
    if (next.size == 0 || next.code == 0) return false;
    text.remove_prefix(next.size);
  }
  return true;
}

}  // namespace weft
