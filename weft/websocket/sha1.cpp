#include <weft/websocket/sha1.hpp>

#include <array>
#include <bit>
#include <cstdint>

#include <weft/base/bytes.hpp>

namespace weft::websocket {
namespace {

using Digest = std::array<std::uint32_t, 5>;
constexpr std::size_t block_octets = 64;

// RFC 3174 5: the function and the constant of a step.
std::uint32_t mixed(std::size_t step, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (step < 20) return ((b & c) | (~b & d)) + 0x5a827999u;
  if (step < 40) return (b ^ c ^ d) + 0x6ed9eba1u;
  if (step < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu;
  return (b ^ c ^ d) + 0xca62c1d6u;
}

// RFC 3174 6.1.
void digest_block(const std::uint8_t* block, Digest& digest) {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < 16; ++i) words[i] = load_be32(block + 4 * i);
  for (std::size_t i = 16; i < words.size(); ++i) {
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  auto [a, b, c, d, e] = digest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint32_t next = std::rotl(a, 5) + mixed(i, b, c, d) + e + words[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  digest = {digest[0] + a, digest[1] + b, digest[2] + c, digest[3] + d, digest[4] + e};
}

// RFC 3174 4: a one, zeros, and the length in bits.
std::string padded(std::string_view octets) {
  std::string text(octets);
  text += '\x80';
  while (text.size() % block_octets != block_octets - 8) text += '\0';
  std::array<std::uint8_t, 8> length{};
  const std::uint64_t bits = std::uint64_t{octets.size()} * 8;
  store_be32(length.data(), static_cast<std::uint32_t>(bits >> 32));
  store_be32(length.data() + 4, static_cast<std::uint32_t>(bits));
  return text.append(as_text(length));
}

}  // namespace

std::string sha1(std::string_view octets) {
  Digest digest = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
  const std::string text = padded(octets);
  for (std::size_t at = 0; at < text.size(); at += block_octets) digest_block(as_octets(text).data() + at, digest);
  std::array<std::uint8_t, 20> result{};
  for (std::size_t i = 0; i < digest.size(); ++i) store_be32(result.data() + 4 * i, digest[i]);
  return std::string(as_text(result));
}

}  // namespace weft::websocket
