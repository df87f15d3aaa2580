// Certificates that an authority of the test's own has issued.
#pragma once

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include <weft/io/openssl.hpp>
#include <weft/io/self_signed.hpp>
#include <weft/io/tls_certificate.hpp>

namespace weft::io::test {

class Authority {
 public:
  explicit Authority(const std::string& name) : key(EVP_EC_gen("P-256")), certificate(begin(name, *key)) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate.get(), certificate.get(), nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, NID_basic_constraints, "critical,CA:TRUE");
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    X509_sign(certificate.get(), key.get(), EVP_sha256());
  }

  // For `name`, and valid for so many seconds.
  TlsCertificate issue(const std::string& name, long seconds = 3600) const {
    const auto made = issue_pem(name, seconds);
    return TlsCertificate::from_pem(made.certificate, made.key);
  }
  SelfSigned issue_pem(const std::string& name, long seconds = 3600) const {
    const OwnedKey own(EVP_EC_gen("P-256"));
    const OwnedX509 made = begin(name, *own, seconds);
    X509_set_issuer_name(made.get(), X509_get_subject_name(certificate.get()));
    X509_sign(made.get(), key.get(), EVP_sha256());
    return {text_of(*made), text_of(*own)};
  }

  std::string file() const {
    std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_authority_" + name_of(*certificate);
    std::ofstream(path) << text_of(*certificate);
    return path;
  }

  OwnedKey key;
  OwnedX509 certificate;

 private:
  static OwnedX509 begin(const std::string& name, EVP_PKEY& own, long seconds = 3600) {
    static long serial = 1000;
    OwnedX509 made(X509_new());
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.data()), -1, -1, 0);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), seconds);
    X509_set_pubkey(made.get(), &own);
    return made;
  }
  static std::string name_of(X509& made) { return names_of(made).front(); }
  static std::string text_in(BIO& bio) {
    char* text = nullptr;
    const long size = BIO_ctrl(&bio, BIO_CTRL_INFO, 0, static_cast<void*>(&text));
    return {text, static_cast<std::size_t>(size)};
  }
  static std::string text_of(X509& made) {
    const OwnedBio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), &made);
    return text_in(*bio);
  }
  static std::string text_of(EVP_PKEY& made) {
    const OwnedBio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), &made, nullptr, nullptr, 0, nullptr, nullptr);
    return text_in(*bio);
  }
};

}  // namespace weft::io::test
