// Octets as people write them.
#pragma once

#include <string>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>

namespace weft::hpack::test {

// Blanks only help a person to read.
inline std::string from_hex(std::string_view hex) {
  std::string out;
  int high = -1;
  for (const char c : hex) {
    if (c == ' ' || c == '\n') continue;
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    if (high >= 0) out.push_back(static_cast<char>(high * 16 + digit));
    high = high < 0 ? digit : -1;
  }
  return out;
}

inline std::string to_hex(std::string_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : octets) {
    out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(digits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

inline std::string text_of(const Buffer& buffer) {
  return std::string(as_text(buffer.readable()));
}

}  // namespace weft::hpack::test
