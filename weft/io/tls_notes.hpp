// OpenSSL's callbacks leave notes about a connection for its channel here: they meet in the SSL's app data.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <weft/io/tls_bio.hpp>

namespace weft::io {

// Nobody needs more for honest offers; OpenSSL itself would take eight times as much.
inline constexpr std::size_t longest_client_hello = 16 * 1024;

// They share the last octets of TlsOctets, so that a parked connection takes no more of the heap.
struct TlsNotes : TlsOctets {
  explicit TlsNotes(Buffer& to_send) : TlsOctets{{}, to_send} {}

  bool alpn_offered = false;
  bool hello_too_long = false;
  bool renegotiation = false;
  // The peer's, as RFC 8446 6 numbers them: close_notify, which is none, has 0.
  std::uint8_t fatal_alert = 0;
  // In lower case. A server has it during the handshake; null where the client names none. A client has it always,
  // since tickets come later; null where it keeps none.
  std::unique_ptr<std::string> server_name = {};
};

inline TlsNotes& notes_of(const SSL* ssl) {
  return *static_cast<TlsNotes*>(SSL_get_app_data(ssl));
}

}  // namespace weft::io
