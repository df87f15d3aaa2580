#include <weft/io/tls_client_policy.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>

#include <weft/io/openssl.hpp>
#include <weft/io/tls_client_asking.hpp>

namespace weft::io {

namespace {

void free_names(STACK_OF(X509_NAME) * names) {
  sk_X509_NAME_pop_free(names, X509_NAME_free);
}

using OwnedStore = std::unique_ptr<X509_STORE, OpensslRelease<X509_STORE_free>>;
using OwnedAuthorityNames = std::unique_ptr<STACK_OF(X509_NAME), OpensslRelease<free_names>>;
using OwnedDigest = std::unique_ptr<EVP_MD_CTX, OpensslRelease<EVP_MD_CTX_free>>;
using PolicyId = std::array<unsigned char, SSL_MAX_SID_CTX_LENGTH>;

}  // namespace

struct TlsClientPolicy::Parts {
  AskClient ask = AskClient::no;
  OwnedStore authorities;
  OwnedAuthorityNames names;
  // Made of all that a policy says: it stands in sessions, and so in tickets.
  PolicyId id{};
};

namespace {

std::span<const unsigned char> id_of(const TlsClientPolicy& policy) {
  if (!policy.asks()) return {};
  return policy.parts()->id;
}

PolicyId make_id(AskClient ask, X509_STORE& authorities) {
  const OwnedDigest digest(EVP_MD_CTX_new());
  const auto mode = static_cast<unsigned char>(ask);
  bool done = digest && EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1 &&
              EVP_DigestUpdate(digest.get(), &mode, sizeof mode) == 1;
  const STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(&authorities);
  for (int i = 0; done && i < sk_X509_OBJECT_num(objects); ++i) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
    unsigned size = 0;
    const X509* each = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    done = each == nullptr || (X509_digest(each, EVP_sha256(), hash.data(), &size) == 1 &&
                               EVP_DigestUpdate(digest.get(), hash.data(), size) == 1);
  }
  PolicyId id{};
  if (!done || EVP_DigestFinal_ex(digest.get(), id.data(), nullptr) != 1) {
    throw TlsError(fmt::format("TLS: no digest: {}", take_openssl_text()));
  }
  return id;
}

}  // namespace

TlsClientPolicy TlsClientPolicy::from_file(AskClient ask, const std::string& authorities) {
  TlsClientPolicy policy;
  if (ask == AskClient::no) return policy;
  auto parts = std::make_shared<Parts>();
  parts->ask = ask;
  parts->authorities.reset(X509_STORE_new());
  parts->names.reset(SSL_load_client_CA_file(authorities.c_str()));
  const bool loaded = parts->names && sk_X509_NAME_num(parts->names.get()) > 0 &&
                      X509_STORE_load_file(parts->authorities.get(), authorities.c_str()) == 1;
  if (!loaded) {
    throw TlsError(
        fmt::format("{}: no certificates of authorities in it: {} (expected PEM)", authorities, take_openssl_text()));
  }
  parts->id = make_id(ask, *parts->authorities);
  policy.parts_ = std::move(parts);
  return policy;
}

bool ask_client(SSL* ssl, const TlsClientPolicy& policy) {
  const auto id = id_of(policy);
  if (SSL_set_session_id_context(ssl, id.data(), static_cast<unsigned>(id.size())) != 1) return false;
  if (!policy.asks()) {
    SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
    return true;
  }
  const auto& parts = *policy.parts();
  const bool requires_one = parts.ask == AskClient::require;
  SSL_set_verify(ssl, SSL_VERIFY_PEER | (requires_one ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
  STACK_OF(X509_NAME)* names = SSL_dup_CA_list(parts.names.get());
  if (names == nullptr) return false;
  SSL_set_client_CA_list(ssl, names);
  return SSL_set1_verify_cert_store(ssl, parts.authorities.get()) == 1;
}

void forget_asking(SSL* ssl) {
  SSL_set_client_CA_list(ssl, nullptr);
}

bool was_asked(const SSL* ssl, const TlsClientPolicy& policy) {
  unsigned size = 0;
  const unsigned char* own = SSL_SESSION_get0_id_context(SSL_get0_session(ssl), &size);
  const auto id = id_of(policy);
  return std::equal(own, own + size, id.begin(), id.end());
}

}  // namespace weft::io
