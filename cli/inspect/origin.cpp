#include <cli/inspect/origin.hpp>

#include <CLI/Error.hpp>

namespace weft::cli::inspect {

Origin::Origin(const std::string& url, const InspectOptions& options) {
  const auto parsed = http::parse_url(url);
  if (!parsed) throw CLI::ValidationError(url, to_string(parsed.error()));
  url_ = *parsed;
  tls_.verify = options.insecure ? io::VerifyPeer::no : io::VerifyPeer::yes;
  tls_.trusted_file = options.trusted_file;
  // Each connection shows its whole handshake.
  tls_.most_sessions = 0;
  try {
    if (is_secure()) tls_.trust_of = context_for({});
  } catch (const io::TlsError& error) {
    throw CLI::ValidationError("--cacert", error.what());
  }
}

std::unique_ptr<io::Connector> Origin::connect(io::Loop& loop, const std::vector<std::string>& alpn,
                                               io::ConnectorUser& user) {
  io::ConnectOptions options;
  if (is_secure()) options.tls = context_for(alpn);
  return std::make_unique<io::Connector>(loop, io::ConnectTarget{.host = url_.host, .port = url_.port},
                                         std::move(options), user);
}

std::shared_ptr<const io::TlsContext> Origin::context_for(const std::vector<std::string>& alpn) {
  auto& context = contexts_[alpn];
  if (context == nullptr) {
    io::TlsClientOptions options = tls_;
    options.alpn = alpn;
    context = io::TlsContext::client(options);
  }
  return context;
}

}  // namespace weft::cli::inspect
