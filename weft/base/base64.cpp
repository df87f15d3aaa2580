#include <weft/base/base64.hpp>

#include <cstddef>
#include <cstdint>

namespace weft {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64(std::string_view octets) {
  std::string text;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::string_view group = octets.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t n = 0; n < 3; ++n)
      bits = bits << 8 | (n < group.size() ? static_cast<unsigned char>(group[n]) : 0u);
    for (std::size_t n = 0; n < 4; ++n) text += n <= group.size() ? alphabet[bits >> (18 - 6 * n) & 63] : '=';
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::string_view group = text.substr(i, 4);
    // RFC 4648 4: the last group alone is filled up, with one "=" or two.
    if (i + 4 == text.size() && group.ends_with('=')) group.remove_suffix(group.ends_with("==") ? 2 : 1);
    std::uint32_t bits = 0;
    for (const char c : group) {
      const std::size_t digit = alphabet.find(c);
      if (digit == alphabet.npos) return std::nullopt;
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
    }
    bits <<= 6 * (4 - group.size());
    for (std::size_t n = 0; n + 1 < group.size(); ++n) octets += static_cast<char>(bits >> (16 - 8 * n) & 255);
  }
  return octets;
}

}  // namespace weft
