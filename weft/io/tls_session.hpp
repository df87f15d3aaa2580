// The state of a connection that TLS must not forget. Only for the sources of this folder.
#pragma once

#include <memory>

#include <weft/io/loop.hpp>
#include <weft/io/openssl.hpp>
#include <weft/io/parked_channel.hpp>
#include <weft/io/tls_bio.hpp>
#include <weft/io/tls_context.hpp>
#include <weft/io/tls_notes.hpp>

namespace weft::io {

struct TlsSession final : Seal {
  TlsSession(Loop& loop, std::shared_ptr<const TlsContext> its_context)
      : notes(loop.scratch().sealed()), context(std::move(its_context)) {}

  // Defined with the channel.
  std::unique_ptr<Channel> unpark(Loop& loop, Connected socket, std::unique_ptr<Seal> seal) override;
  std::string_view version() const override { return SSL_get_version(ssl.get()); }

  TlsNotes notes;
  std::shared_ptr<const TlsContext> context;
  OwnedSsl ssl;
};

}  // namespace weft::io
