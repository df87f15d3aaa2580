// Hashes and chance as text, for protocols that want them so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace weft::io {

enum class Hash : std::uint8_t { md5, sha256 };

// Hexadecimal digits in lower case; empty where the system's policy forbids the hash.
std::string hex_hash(Hash hash, std::string_view octets);

// The hash of octets that come in pieces, none of which is kept.
class RunningHash {
 public:
  explicit RunningHash(Hash hash);

  void add(std::string_view octets);
  // As hex_hash() of all that has come so far.
  std::string hex() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// So many octets that nobody can guess, in hexadecimal digits. Throws TlsError where the system has none.
std::string random_hex(std::size_t octets);

}  // namespace weft::io
