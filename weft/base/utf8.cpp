#include <weft/base/utf8.hpp>

namespace weft {

namespace {

std::size_t length_of(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

bool is_in_range(std::uint32_t code, std::size_t size) {
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  return code >= least[size] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

}  // namespace

Utf8Character first_utf8_character(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const std::size_t size = length_of(first);
  if (size == 0 || size > text.size()) return {};
  std::uint32_t code = size == 1 ? first : first & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xc0u) != 0x80) return {};
    code = code << 6 | (next & 0x3fu);
  }
  return is_in_range(code, size) ? Utf8Character{code, size} : Utf8Character{};
}

}  // namespace weft
