// The contexts of a client's TLS, by what ALPN offers. Files of certificates that have changed are read again for the
// next connection: a client may be kept for longer than its certificates are good.
#pragma once

#include <array>
#include <memory>

#include <weft/client/options.hpp>
#include <weft/io/file_version.hpp>
#include <weft/io/tls_context.hpp>
#include <weft/session/protocols.hpp>

namespace weft::client {

class Trust {
 public:
  // Throws io::TlsError where a file of certificates cannot be read, or a pinned key is none. `options` must outlive
  // this. Over another transport than the network there is no TLS, and nothing is read.
  explicit Trust(const ClientOptions& options);

  // While a file that has changed cannot be read, certificates are those that were read last.
  const std::shared_ptr<const io::TlsContext>& offering(session::Protocols protocols);

 private:
  struct Contexts {
    std::shared_ptr<const io::TlsContext> both;
    std::shared_ptr<const io::TlsContext> http2;
    std::shared_ptr<const io::TlsContext> http1;
  };
  using Versions = std::array<io::FileVersion, 3>;

  static Contexts read(const ClientOptions& options);
  Versions versions() const;

  const ClientOptions& options_;
  // Looked at before the files are read, so that a change meanwhile is seen as one.
  Versions read_;
  Contexts contexts_;
};

}  // namespace weft::client
