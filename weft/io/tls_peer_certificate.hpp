// The words of a peer's certificate about the peer. Only for the sources of this folder.
#pragma once

#include <memory>
#include <string>

#include <weft/io/channel.hpp>
#include <weft/io/openssl.hpp>

namespace weft::io {

// Null where the peer has shown none.
std::shared_ptr<const PeerCertificate> peer_certificate_of(const SSL* ssl);

// With its subject and its fingerprint; null where the client has shown none.
std::shared_ptr<const PeerCertificate> client_certificate_of(const SSL* ssl);

// It is good for this name or address, and has not expired.
bool is_peer_certified_for(const SSL* ssl, const std::string& host);

// Why a certificate that was verified was not accepted: "it is for example.org", "self-signed certificate". Empty where
// none was shown, and where nothing is wrong with it.
std::string fault_of_peer_certificate(const SSL* ssl);

// "sha256//" and the SHA-256 of its public key in Base64; empty where the peer has shown no certificate.
std::string public_key_of(const SSL* ssl);

}  // namespace weft::io
