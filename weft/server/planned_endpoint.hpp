// An endpoint as the program has said it, before and while the server listens there.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/io/address.hpp>
#include <weft/io/listen.hpp>
#include <weft/io/tls_context.hpp>
#include <weft/server/certificate.hpp>
#include <weft/server/endpoint.hpp>
#include <weft/server/site.hpp>

namespace weft::server {

struct PlannedEndpoint {
  // As it was said.
  std::string text;
  EndpointUrl url;
  std::optional<Certificate> certificate;
  EndpointOptions options;
  // The addresses it listens on, once it does.
  std::vector<io::Address> addresses;

  bool has_taken(const std::optional<io::Address>& address) const {
    return address && std::ranges::any_of(addresses, [&](const auto& own) { return collide(own, *address); });
  }
  // Those of its hosts included.
  session::Protocols protocols() const;
  std::vector<const Certificate*> certificates() const;
  // The one for clients that ask for a host.
  const Certificate& certificate_for(std::string_view host) const;
  // All that TLS has of files.
  void read_certificates_again();
  std::vector<io::FileVersion> versions_of_files() const;
};

// Throws std::invalid_argument where the parts do not go together.
PlannedEndpoint plan_endpoint(std::string_view url, std::optional<Certificate> certificate, EndpointOptions options);

std::vector<io::ListenSet> open_sockets(const PlannedEndpoint& endpoint, std::size_t loops);

// A context for each loop; null ones where there is no TLS. Keys of tickets that are not of files are new every time: a
// client that resumed would not see a new certificate.
using TlsContexts = std::vector<std::shared_ptr<const io::TlsContext>>;
TlsContexts make_contexts(const PlannedEndpoint& endpoint, std::size_t loops);

// Says in words why clients will refuse its certificates (dates, chains, and names that their hosts do not have), and
// what else is not well with its files.
std::vector<std::string> problems_of(const PlannedEndpoint& endpoint, const std::vector<SitePlan>& sites);

}  // namespace weft::server
