#include <weft/client/pool/trust.hpp>

#include <string>
#include <utility>
#include <vector>

#include <weft/io/tls_certificate.hpp>

namespace weft::client {

Trust::Trust(const ClientOptions& options) : options_(options), read_(versions()) {
  if (options.transport.is_network()) contexts_ = read(options);
}

// The trusted certificates are read once for all.
Trust::All Trust::read(const ClientOptions& options) {
  io::TlsClientOptions tls;
  tls.verify = options.insecure ? io::VerifyPeer::no : io::VerifyPeer::yes;
  tls.trusted_file = options.trusted_file;
  All all;
  if (options.proxies.any_over_tls()) all.proxies = contexts_of(tls);
  tls.pinned_keys = options.pinned_keys;
  if (!options.certificate_file.empty()) {
    const std::string& key = options.key_file.empty() ? options.certificate_file : options.key_file;
    tls.certificate = io::TlsCertificate::from_pem_files(options.certificate_file, key);
  }
  all.origins = contexts_of(tls);
  return all;
}

// RFC 9113 3.2: the preferred protocol first.
Trust::Contexts Trust::contexts_of(io::TlsClientOptions& tls) {
  const auto offering = [&tls](std::vector<std::string> alpn) {
    tls.alpn = std::move(alpn);
    auto context = io::TlsContext::client(tls);
    if (!tls.trust_of) tls.trust_of = context;
    return context;
  };
  Contexts contexts;
  contexts.both = offering({"h2", "http/1.1"});
  contexts.http2 = offering({"h2"});
  contexts.http1 = offering({"http/1.1"});
  return contexts;
}

Trust::Versions Trust::versions() const {
  return {io::version_of_file(options_.trusted_file), io::version_of_file(options_.certificate_file),
          io::version_of_file(options_.key_file)};
}

const Trust::All& Trust::newest() {
  const Versions now = versions();
  if (now != std::exchange(read_, now)) {
    try {
      contexts_ = read(options_);
      ++reading_;
    } catch (const io::TlsError&) {
      // The file is being written, or wrong: its next change is another chance.
    }
  }
  return contexts_;
}

}  // namespace weft::client
