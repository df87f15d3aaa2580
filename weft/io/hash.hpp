// Hashes and chance as text, for protocols that want them so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft::io {

enum class Hash : std::uint8_t { md5, sha256 };

// Hexadecimal digits in lower case; empty where the system's policy forbids the hash.
std::string hex_hash(Hash hash, std::string_view octets);

// So many octets that nobody can guess, in hexadecimal digits. Throws TlsError where the system has none.
std::string random_hex(std::size_t octets);

}  // namespace weft::io
