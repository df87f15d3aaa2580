// The contexts of a client's TLS, by what ALPN offers. Files of certificates that have changed are read again for the
// next connection: a client may be kept for longer than its certificates are good.
#pragma once

#include <array>
#include <cstddef>
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
  const std::shared_ptr<const io::TlsContext>& offering(session::Protocols protocols) {
    return newest().origins.offering(protocols);
  }
  // The same for a proxy. Pinned keys and the client's own certificate are for origins alone.
  const std::shared_ptr<const io::TlsContext>& offering_to_proxy(session::Protocols protocols) {
    return newest().proxies.offering(protocols);
  }
  // How often files were read: connections of different readings have been made with different certificates.
  std::size_t reading() const { return reading_; }

 private:
  struct Contexts {
    const std::shared_ptr<const io::TlsContext>& offering(session::Protocols protocols) const {
      if (!protocols.http2) return http1;
      return protocols.http1 ? both : http2;
    }

    std::shared_ptr<const io::TlsContext> both;
    std::shared_ptr<const io::TlsContext> http2;
    std::shared_ptr<const io::TlsContext> http1;
  };
  struct All {
    Contexts origins;
    // Empty where no proxy is reached over TLS.
    Contexts proxies;
  };
  using Versions = std::array<io::FileVersion, 3>;

  static All read(const ClientOptions& options);
  static Contexts contexts_of(io::TlsClientOptions& tls);
  const All& newest();
  Versions versions() const;

  const ClientOptions& options_;
  // Looked at before the files are read, so that a change meanwhile is seen as one.
  Versions read_;
  All contexts_;
  std::size_t reading_ = 0;
};

}  // namespace weft::client
