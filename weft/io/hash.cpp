#include <weft/io/hash.hpp>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include <weft/base/bytes.hpp>
#include <weft/io/tls_certificate.hpp>

namespace weft::io {

namespace {

std::string hex_text(Octets octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(octets.size() * 2, '\0');
  char* digit = text.data();
  for (const std::uint8_t octet : octets) {
    *digit++ = digits[octet >> 4];
    *digit++ = digits[octet & 15];
  }
  return text;
}

const EVP_MD* type_of(Hash hash) {
  return hash == Hash::md5 ? EVP_md5() : EVP_sha256();
}

// OpenSSL takes some 9,000 instructions a call, however few octets are asked for: a thread fetches many at a time.
class Chance {
 public:
  // Valid until the next call; no octet is given twice.
  Octets take(std::size_t octets) {
    if (left_ < octets) fetch();
    left_ -= octets;
    return Octets(reserve_).subspan(left_, octets);
  }
  static constexpr std::size_t most = 512;

 private:
  void fetch() {
    if (RAND_bytes(reserve_.data(), static_cast<int>(reserve_.size())) != 1)
      throw TlsError("the system has no random octets");
    left_ = reserve_.size();
  }

  std::array<std::uint8_t, most> reserve_{};
  std::size_t left_ = 0;
};

}  // namespace

std::string hex_hash(Hash hash, std::string_view octets) {
  RunningHash running(hash);
  running.add(octets);
  return running.hex();
}

void RunningHash::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

RunningHash::RunningHash(Hash hash) : context_(EVP_MD_CTX_new()) {
  if (context_ && EVP_DigestInit_ex(context_.get(), type_of(hash), nullptr) != 1) context_ = nullptr;
}

void RunningHash::add(std::string_view octets) {
  if (context_ && EVP_DigestUpdate(context_.get(), octets.data(), octets.size()) != 1) context_ = nullptr;
}

std::string RunningHash::hex() const {
  const decltype(context_) copy(EVP_MD_CTX_new());
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> result{};
  unsigned size = 0;
  const bool is_whole = context_ && copy && EVP_MD_CTX_copy_ex(copy.get(), context_.get()) == 1 &&
                        EVP_DigestFinal_ex(copy.get(), result.data(), &size) == 1;
  return is_whole ? hex_text(Octets(result).first(size)) : std::string();
}

std::string random_hex(std::size_t octets) {
  thread_local Chance chance;
  std::string text;
  for (std::size_t left = octets; left > 0;) {
    const std::size_t next = std::min(left, Chance::most);
    text += hex_text(chance.take(next));
    left -= next;
  }
  return text;
}

}  // namespace weft::io
