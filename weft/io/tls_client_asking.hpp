// A server asks a client for its certificate. Only for the sources of this folder.
#pragma once

#include <openssl/ssl.h>

#include <weft/io/tls_client_policy.hpp>

namespace weft::io {

// In the client hello callback, before sessions are looked at.
bool ask_client(SSL* ssl, const TlsClientPolicy& policy);
// Once the handshake is over.
void forget_asking(SSL* ssl);
// The handshake was made under this policy.
bool was_asked(const SSL* ssl, const TlsClientPolicy& policy);

}  // namespace weft::io
