#include <weft/io/hash.hpp>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/io/tls_certificate.hpp>

namespace weft::io {

namespace {

std::string hex_text(Octets octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += digits[octet >> 4];
    text += digits[octet & 15];
  }
  return text;
}

}  // namespace

std::string hex_hash(Hash hash, std::string_view octets) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> result{};
  std::size_t size = 0;
  const char* const name = hash == Hash::md5 ? "MD5" : "SHA256";
  if (EVP_Q_digest(nullptr, name, nullptr, octets.data(), octets.size(), result.data(), &size) != 1) return {};
  return hex_text(Octets(result).first(size));
}

std::string random_hex(std::size_t octets) {
  std::vector<std::uint8_t> result(octets);
  if (RAND_bytes(result.data(), static_cast<int>(result.size())) != 1)
    throw TlsError("the system has no random octets");
  return hex_text(result);
}

}  // namespace weft::io
