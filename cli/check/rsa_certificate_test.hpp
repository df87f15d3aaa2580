// A certificate with an RSA key, which io makes none of.
#pragma once

#include <openssl/pem.h>

#include <string>

#include <weft/io/openssl.hpp>
#include <weft/io/self_signed.hpp>

namespace weft::cli::check::test {

inline std::string text_in(BIO& bio) {
  char* text = nullptr;
  const long size = BIO_ctrl(&bio, BIO_CTRL_INFO, 0, static_cast<void*>(&text));
  return {text, static_cast<std::size_t>(size)};
}

// For localhost. Each size is made once.
inline io::SelfSigned make_rsa_certificate(unsigned bits) {
  const io::OwnedKey key(EVP_RSA_gen(bits));
  const io::OwnedX509 made(X509_new());
  X509_set_version(made.get(), X509_VERSION_3);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3'600);
  X509_set_pubkey(made.get(), key.get());
  X509_sign(made.get(), key.get(), EVP_sha256());
  const io::OwnedBio certificate(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(certificate.get(), made.get());
  const io::OwnedBio secret(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {text_in(*certificate), text_in(*secret)};
}

inline const io::SelfSigned& rsa_certificate() {
  static const io::SelfSigned made = make_rsa_certificate(2'048);
  return made;
}

}  // namespace weft::cli::check::test
