// RFC 3629: whether octets that come in pieces are UTF-8. A wrong octet is told as soon as it has come.
//
//   Utf8Check check;
//   if (!check.take(octets)) …                 // piece by piece; the text is wrong
//   if (!check.is_whole()) …                   // at the end: the last character is cut
#pragma once

#include <cstdint>

#include <weft/base/bytes.hpp>

namespace weft::websocket {

class Utf8Check {
 public:
  bool take(Octets octets);
  bool is_whole() const { return missing_ == 0; }

 private:
  bool begin(std::uint8_t first);

  // Octets of the character that have not come.
  std::uint8_t missing_ = 0;
  // What the next one may be.
  std::uint8_t least_ = 0x80;
  std::uint8_t most_ = 0xbf;
};

}  // namespace weft::websocket
