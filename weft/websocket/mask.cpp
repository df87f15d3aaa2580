#include <weft/websocket/mask.hpp>

#include <cstring>

namespace weft::websocket {

// RFC 6455 5.3: "Octet i of the transformed data ("transformed-octet-i") is the XOR of octet i of the original data
// ("original-octet-i") with octet at index i modulo 4 of the masking key ("masking-key-octet-j")".
void apply_mask(MutableOctets octets, const MaskKey& key, std::uint64_t offset) {
  std::array<std::uint8_t, 8> pattern{};
  for (std::size_t i = 0; i < pattern.size(); ++i) pattern[i] = key[(offset + i) % key.size()];
  std::uint64_t mask = 0;
  std::memcpy(&mask, pattern.data(), sizeof mask);
  std::uint8_t* next = octets.data();
  std::size_t left = octets.size();
  for (; left >= sizeof mask; left -= sizeof mask, next += sizeof mask) {
    std::uint64_t word = 0;
    std::memcpy(&word, next, sizeof word);
    word ^= mask;
    std::memcpy(next, &word, sizeof word);
  }
  for (std::size_t i = 0; i < left; ++i) next[i] ^= pattern[i];
}

}  // namespace weft::websocket
