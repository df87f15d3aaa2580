// A server staples OCSP responses to its certificates. Only for the sources of this folder.
#pragma once

#include <openssl/ssl.h>

#include <weft/io/tls_certificate.hpp>

namespace weft::io {

// In the callback for clients that ask.
int staple(SSL* ssl, const TlsCertificate& certificate);
// Once the handshake is over.
void forget_staple(SSL* ssl);

}  // namespace weft::io
