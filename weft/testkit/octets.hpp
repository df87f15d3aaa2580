// Octets as a test writes them down.
//
//   hex("00 00 04 | 08 00 | 00000001 | 0000 0005")     // blanks, bars and line ends mean nothing
//   text("PRI * HTTP/2.0\r\n")
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <weft/base/buffer.hpp>

namespace weft::testkit {

using Bytes = std::vector<std::uint8_t>;

inline Bytes hex(std::string_view digits) {
  Bytes out;
  int high = -1;
  for (const char c : digits) {
    const auto place = std::string_view("0123456789abcdef").find(c);
    if (place == std::string_view::npos) continue;
    const int digit = static_cast<int>(place);
    if (high >= 0) out.push_back(static_cast<std::uint8_t>(high * 16 + digit));
    high = high >= 0 ? -1 : digit;
  }
  return out;
}

inline Bytes bytes(Octets octets) {
  return {octets.begin(), octets.end()};
}

inline Bytes text(std::string_view characters) {
  return bytes(as_octets(characters));
}

// The octets on the wire of any type that has encode(Buffer&).
template <class F>
Bytes encoded(const F& value) {
  Buffer out;
  value.encode(out);
  return bytes(out.readable());
}

}  // namespace weft::testkit
