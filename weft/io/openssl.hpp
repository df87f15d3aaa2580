// OpenSSL's objects with owners, and its errors as ours. Only for the sources of this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <weft/io/tls_certificate.hpp>

namespace weft::io {

template <auto release>
struct OpensslRelease {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};

using OwnedBio = std::unique_ptr<BIO, OpensslRelease<BIO_free>>;
using OwnedKey = std::unique_ptr<EVP_PKEY, OpensslRelease<EVP_PKEY_free>>;
using OwnedX509 = std::unique_ptr<X509, OpensslRelease<X509_free>>;
using OwnedSsl = std::unique_ptr<SSL, OpensslRelease<SSL_free>>;
using OwnedSession = std::unique_ptr<SSL_SESSION, OpensslRelease<SSL_SESSION_free>>;
using OwnedSslContext = std::unique_ptr<SSL_CTX, OpensslRelease<SSL_CTX_free>>;
inline void free_x509s(STACK_OF(X509) * stack) {
  sk_X509_pop_free(stack, X509_free);
}
using OwnedX509s = std::unique_ptr<STACK_OF(X509), OpensslRelease<free_x509s>>;

struct TlsCertificate::Parts {
  OwnedX509 certificate;
  OwnedKey key;
  OwnedX509s chain;  // null without intermediates
  std::vector<std::string> names;
  // The file, for messages.
  std::string source;
  // The issuer whose certificate is missing, where the chain ends too early.
  std::string missing_issuer;
};

// Host names are compared in lower case.
std::string lower_case(std::string text);

// Its DNS names in lower case, or its common name if it has none.
std::vector<std::string> names_of(X509& certificate);

// The oldest error in this thread's queue; the queue is empty afterwards.
std::error_code take_openssl_error();
// Its text: "no certificate assigned".
std::string take_openssl_text();

}  // namespace weft::io
