// What TLS must not forget about a connection. Only for the sources of this folder.
#pragma once

#include <memory>

#include <weft/io/loop.hpp>
#include <weft/io/openssl.hpp>
#include <weft/io/tls_bio.hpp>
#include <weft/io/tls_context.hpp>
#include <weft/io/tls_notes.hpp>

namespace weft::io {

struct TlsSession {
  TlsSession(Loop& loop, std::shared_ptr<const TlsContext> its_context)
      : octets{{}, loop.scratch().sealed()}, context(std::move(its_context)) {}

  TlsOctets octets;
  TlsNotes notes;
  std::shared_ptr<const TlsContext> context;
  OwnedSsl ssl;
};

}  // namespace weft::io
