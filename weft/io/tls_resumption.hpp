// A session is resumed under the name that it was made for, and under no other. Only for the sources of this folder.
#pragma once

#include <openssl/ssl.h>

namespace weft::io {

void bind_sessions_to_names(SSL_CTX& context);
// In the client hello callback: what the client calls us now, for the ticket that may follow.
void note_server_name(SSL* ssl);
// Once the handshake is over.
void forget_server_name(const SSL* ssl);

}  // namespace weft::io
