// What sites want their clients to show, as TLS can ask for it: in the handshake, by the host that a client names there
// (RFC 6066 3). The request for a site that comes on a connection which was asked for something else is answered with
// 421: client_certificates.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/server/certificate.hpp>
#include <weft/server/client_certificates.hpp>
#include <weft/server/endpoint.hpp>

namespace weft::server {

struct SiteClients {
  std::string name;
  // As those of Site.
  std::vector<std::string> hosts;
  // Without: what the endpoint wants.
  std::optional<ClientCertificates> wanted;
};

// The site of a host or a pattern; the first one is for unknown hosts, and for clients that name none: "".
const SiteClients& site_of(const std::vector<SiteClients>& sites, std::string_view host);

// Makes an endpoint of https ask for what the sites want. `usual` is its certificate for other hosts. All stays as it
// is where no site wants anything.
void ask_for_sites(const std::vector<SiteClients>& sites, const Certificate& usual, EndpointOptions& options);

}  // namespace weft::server
