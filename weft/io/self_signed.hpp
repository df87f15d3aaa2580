// A certificate for development: nobody vouches for it.
#pragma once

#include <string>
#include <vector>

#include <weft/io/tls_certificate.hpp>

namespace weft::io {

// Both in PEM.
struct SelfSigned {
  std::string certificate;
  std::string key;

  TlsCertificate load() const { return TlsCertificate::from_pem(certificate, key); }
};

// A P-256 key and a certificate for `names`, which may be addresses, and always for 127.0.0.1 and ::1. Throws TlsError.
SelfSigned make_self_signed(const std::vector<std::string>& names);

// The key can be read by its owner only. Both files appear whole or not at all. Throws TlsError with the file's name.
void write_files(const SelfSigned& made, const std::string& certificate_file, const std::string& key_file);

}  // namespace weft::io
