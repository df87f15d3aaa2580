#include <weft/io/tls_ticket_sealing.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

namespace weft::io {

namespace {

// The answers that OpenSSL expects of the callback.
enum Answer : int { failed = -1, unknown = 0, done = 1, opened_by_an_older_key = 2 };

const std::vector<TlsTicketKey>& keys_of(const SSL* ssl) {
  return *static_cast<const std::vector<TlsTicketKey>*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

const EVP_CIPHER* cipher_of(const TlsTicketKey& key) {
  return key.aes.size() == 16 ? EVP_aes_128_cbc() : EVP_aes_256_cbc();
}

// The parameters are not changed, and take no const pointers.
bool set_hmac(EVP_MAC_CTX& mac, const TlsTicketKey& key) {
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_octet_string(
                                       OSSL_MAC_PARAM_KEY, const_cast<std::uint8_t*>(key.hmac.data()), key.hmac.size()),
                                   OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(&mac, parameters) == 1;
}

Answer seal(const TlsTicketKey& key, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX& cipher, EVP_MAC_CTX& mac) {
  std::copy(key.name.begin(), key.name.end(), name);
  const EVP_CIPHER* kind = cipher_of(key);
  if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(kind)) != 1) return failed;
  return EVP_EncryptInit_ex(&cipher, kind, nullptr, key.aes.data(), iv) == 1 && set_hmac(mac, key) ? done : failed;
}

int on_ticket_key(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                  int sealing) {
  const auto& keys = keys_of(ssl);
  if (sealing == 1) return seal(keys.front(), name, iv, *cipher, *mac);
  const auto key = std::find_if(keys.begin(), keys.end(), [name](const TlsTicketKey& each) {
    return std::equal(each.name.begin(), each.name.end(), name);
  });
  if (key == keys.end()) return unknown;
  if (EVP_DecryptInit_ex(cipher, cipher_of(*key), nullptr, key->aes.data(), iv) != 1 || !set_hmac(*mac, *key)) {
    return failed;
  }
  return key == keys.begin() ? done : opened_by_an_older_key;
}

}  // namespace

void seal_tickets_by(SSL_CTX& context, const std::vector<TlsTicketKey>& keys) {
  // The callbacks of OpenSSL take no const pointer for what they only look at.
  SSL_CTX_set_app_data(&context, const_cast<std::vector<TlsTicketKey>*>(&keys));
  SSL_CTX_set_tlsext_ticket_key_evp_cb(&context, on_ticket_key);
}

}  // namespace weft::io
