#include <weft/base/printable.hpp>

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include <weft/base/utf8.hpp>

namespace weft {

namespace {

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
    const Utf8Character next = first_utf8_character(text);
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
    const Utf8Character next = first_utf8_character(text);
    if (next.size == 0 || next.code == 0) return false;
    text.remove_prefix(next.size);
  }
  return true;
}

}  // namespace weft
