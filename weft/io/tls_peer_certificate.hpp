// What a server's certificate says of it. Only for the sources of this folder.
#pragma once

#include <memory>

#include <weft/io/channel.hpp>
#include <weft/io/openssl.hpp>

namespace weft::io {

// Null where the peer has shown none.
std::shared_ptr<const PeerCertificate> peer_certificate_of(const SSL* ssl);

}  // namespace weft::io
