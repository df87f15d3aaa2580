// OpenSSL's way to the octets: it reads what a channel lays before it and writes into the loop's scratch.
#pragma once

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/io/openssl.hpp>

namespace weft::io {

struct TlsOctets {
  Octets input;  // ciphertext not yet read
  Buffer& sealed;
  // OpenSSL asked for more than there was: a call that failed has done so for want of input.
  bool starved = false;
};

// `octets` must outlive the BIO.
OwnedBio make_tls_bio(TlsOctets& octets);

}  // namespace weft::io
