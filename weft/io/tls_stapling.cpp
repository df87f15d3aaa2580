#include <weft/io/tls_stapling.hpp>

#include <weft/io/tls_staple.hpp>

namespace weft::io {

int staple(SSL* ssl, const TlsCertificate& certificate) {
  const TlsStaple* staple = certificate.staple();
  const Octets octets = staple == nullptr ? Octets() : staple->octets_at(std::chrono::system_clock::now());
  if (octets.empty()) return SSL_TLSEXT_ERR_NOACK;
  void* copy = OPENSSL_memdup(octets.data(), octets.size());
  if (copy == nullptr) return SSL_TLSEXT_ERR_NOACK;
  // The same as the macro SSL_set_tlsext_status_ocsp_resp(), without its casts.
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, static_cast<long>(octets.size()), copy);
  return SSL_TLSEXT_ERR_OK;
}

void forget_staple(SSL* ssl) {
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, nullptr);
}

}  // namespace weft::io
