// The server behind weft inspect, and how connections to it are made.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <cli/inspect/options.hpp>
#include <weft/http/url.hpp>
#include <weft/io/connector.hpp>
#include <weft/io/tls_context.hpp>

namespace weft::cli::inspect {

class Origin {
 public:
  // `url` is one of http or https. Throws CLI::ValidationError where the trusted certificates cannot be read.
  Origin(const std::string& url, const InspectOptions& options);

  const http::Url& url() const { return url_; }
  bool is_secure() const { return url_.scheme == http::Scheme::https; }
  // By TLS these protocols are offered; without any, ALPN is not used.
  std::unique_ptr<io::Connector> connect(io::Loop& loop, const std::vector<std::string>& alpn, io::ConnectorUser& user);

 private:
  std::shared_ptr<const io::TlsContext> context_for(const std::vector<std::string>& alpn);

  http::Url url_;
  io::TlsClientOptions tls_;
  std::map<std::vector<std::string>, std::shared_ptr<const io::TlsContext>> contexts_;
};

}  // namespace weft::cli::inspect
