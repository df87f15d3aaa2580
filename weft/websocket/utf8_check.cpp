#include <weft/websocket/utf8_check.hpp>

#include <cstring>

namespace weft::websocket {
namespace {

// How many octets at the front have no highest bit, eight at a time.
std::size_t plain_octets(Octets octets) {
  constexpr std::uint64_t highest_bits = 0x8080'8080'8080'8080;
  std::size_t count = 0;
  std::uint64_t word = 0;
  for (; octets.size() - count >= sizeof word; count += sizeof word) {
    std::memcpy(&word, octets.data() + count, sizeof word);
    if ((word & highest_bits) != 0) break;
  }
  return count;
}

}  // namespace

bool Utf8Check::take(Octets octets) {
  while (!octets.empty()) {
    if (missing_ == 0) {
      octets = octets.subspan(plain_octets(octets));
      if (octets.empty()) return true;
      if (!begin(octets[0])) return false;
    } else {
      if (octets[0] < least_ || octets[0] > most_) return false;
      --missing_;
      least_ = 0x80;
      most_ = 0xbf;
    }
    octets = octets.subspan(1);
  }
  return true;
}

// RFC 3629 4: the second octet has a narrower range behind E0 and F0 (a shorter form exists), ED (surrogates) and F4
// (beyond U+10FFFF).
bool Utf8Check::begin(std::uint8_t first) {
  if (first < 0x80) return true;
  if (first < 0xc2 || first > 0xf4) return false;
  missing_ = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  if (first == 0xe0) least_ = 0xa0;
  if (first == 0xf0) least_ = 0x90;
  if (first == 0xed) most_ = 0x9f;
  if (first == 0xf4) most_ = 0x8f;
  return true;
}

}  // namespace weft::websocket
