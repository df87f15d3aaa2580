#include <weft/server/site_clients.hpp>

#include <algorithm>
#include <utility>

#include <weft/base/host_pattern.hpp>

namespace weft::server {
namespace {

std::size_t fit_of(const SiteClients& site, std::string_view host) {
  std::size_t best = 0;
  for (const std::string& own : site.hosts) best = std::max(best, host_fit(own, host));
  return best;
}

// The host has been like others of the endpoint up to now: those of a pattern, or all.
HostOptions host_among(const EndpointOptions& options, const Certificate& usual, const std::string& host) {
  const auto* like = best_fit(options.hosts, [&](const HostOptions& each) { return host_fit(each.host, host); });
  if (like == nullptr) return {host, usual, options.protocols, options.client_certificates};
  HostOptions own = *like;
  own.host = host;
  return own;
}

}  // namespace

const SiteClients& site_of(const std::vector<SiteClients>& sites, std::string_view host) {
  const auto* best = best_fit(sites, [host](const SiteClients& site) { return fit_of(site, host); });
  return best == nullptr ? sites.front() : *best;
}

// A host of any site must be there by its own name: the endpoint's answer for other hosts may be another site's now.
void ask_for_sites(const std::vector<SiteClients>& sites, const Certificate& usual, EndpointOptions& options) {
  if (std::ranges::none_of(sites, [](const SiteClients& site) { return site.wanted.has_value(); })) return;
  std::vector<HostOptions> hosts = options.hosts;
  for (const SiteClients& site : sites) {
    for (const std::string& host : site.hosts) {
      if (std::ranges::find(hosts, host, &HostOptions::host) != hosts.end()) continue;
      hosts.push_back(host_among(options, usual, host));
    }
  }
  for (HostOptions& host : hosts) {
    if (const auto& wanted = site_of(sites, host.host).wanted) host.client_certificates = *wanted;
  }
  options.hosts = std::move(hosts);
  if (const auto& wanted = site_of(sites, "").wanted) options.client_certificates = *wanted;
}

}  // namespace weft::server
