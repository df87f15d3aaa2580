// OpenSSL seals and opens tickets by keys from files. Only for the sources of this folder.
#pragma once

#include <openssl/ssl.h>

#include <vector>

#include <weft/io/tls_ticket_keys.hpp>

namespace weft::io {

// The keys must outlive the context. At least one; the first one seals.
void seal_tickets_by(SSL_CTX& context, const std::vector<TlsTicketKey>& keys);

}  // namespace weft::io
