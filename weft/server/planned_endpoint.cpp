#include <weft/server/planned_endpoint.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include <weft/base/host_pattern.hpp>

namespace weft::server {
namespace {

// RFC 9113 3.2 and RFC 7301 6: the names of the protocols, the preferred one first.
std::vector<std::string> alpn_of(const session::Protocols& protocols) {
  std::vector<std::string> names;
  if (protocols.http2) names.emplace_back("h2");
  if (protocols.http1) names.emplace_back("http/1.1");
  return names;
}

io::TlsServerOptions tls_options(const PlannedEndpoint& endpoint) {
  io::TlsServerOptions options{.certificates = {endpoint.certificate->tls()},
                               .alpn = alpn_of(endpoint.options.protocols),
                               .clients = endpoint.options.client_certificates.tls(),
                               .shared_ticket_keys = endpoint.options.ticket_keys.tls()};
  for (const HostOptions& host : endpoint.options.hosts) {
    options.hosts.push_back(
        {host.host, host.certificate.tls(), alpn_of(host.protocols), host.client_certificates.tls()});
  }
  return options;
}

template <class Item>
void append(std::vector<Item>& all, std::vector<Item> more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

// The names of a certificate say nothing of addresses, and nobody has one for all hosts.
std::vector<std::string> name_problems(const Certificate& certificate, const std::string& host) {
  const bool is_name = host != "*" && host.find_first_not_of("0123456789.:[]") != host.npos && !host.starts_with('[');
  if (!is_name || certificate.may_be_invalid() || certificate.tls().matches(host)) return {};
  return {fmt::format("{}: the certificate is not for {}", certificate.tls().source(), host)};
}

}  // namespace

PlannedEndpoint plan_endpoint(std::string_view url, std::optional<Certificate> certificate, EndpointOptions options) {
  auto parsed = parse_endpoint_url(url);
  if (parsed.secure && !certificate) refuse_endpoint(url, "https needs a certificate");
  if (!parsed.secure && certificate) refuse_endpoint(url, "a certificate is for https");
  check_endpoint(parsed, url, options);
  PlannedEndpoint endpoint{std::string(url), std::move(parsed), std::move(certificate), std::move(options), {}};
  const auto protocols = endpoint.protocols();
  if (!protocols.http1 && !protocols.http2) refuse_endpoint(url, "neither http1 nor http2 is left to speak");
  return endpoint;
}

session::Protocols PlannedEndpoint::protocols() const {
  session::Protocols all = options.protocols;
  for (const HostOptions& host : options.hosts) {
    all.http1 = all.http1 || host.protocols.http1;
    all.http2 = all.http2 || host.protocols.http2;
  }
  return all;
}

std::vector<const Certificate*> PlannedEndpoint::certificates() const {
  std::vector<const Certificate*> all;
  if (certificate) all.push_back(&*certificate);
  for (const HostOptions& host : options.hosts) all.push_back(&host.certificate);
  return all;
}

const Certificate& PlannedEndpoint::certificate_for(std::string_view host) const {
  const auto* best = best_fit(options.hosts, [host](const HostOptions& each) { return host_fit(each.host, host); });
  return best == nullptr ? *certificate : best->certificate;
}

void PlannedEndpoint::read_certificates_again() {
  if (certificate) certificate = certificate->read_again();
  for (HostOptions& host : options.hosts) {
    host.certificate = host.certificate.read_again();
    host.client_certificates = host.client_certificates.read_again();
  }
  options.client_certificates = options.client_certificates.read_again();
  options.ticket_keys = options.ticket_keys.read_again();
}

std::vector<io::FileVersion> PlannedEndpoint::versions_of_files() const {
  std::vector<io::FileVersion> all;
  for (const Certificate* each : certificates()) append(all, each->versions_of_files());
  for (const std::string& file : options.ticket_keys.files()) all.push_back(io::version_of_file(file));
  all.push_back(io::version_of_file(options.client_certificates.file()));
  for (const HostOptions& host : options.hosts) all.push_back(io::version_of_file(host.client_certificates.file()));
  return all;
}

std::vector<io::ListenSet> open_sockets(const PlannedEndpoint& endpoint, std::size_t loops) {
  const auto& url = endpoint.url;
  if (url.transport == EndpointUrl::Transport::tcp) return io::listen_on(url.host, url.port, loops);
  return io::listen_on_path(url.host, loops, endpoint.options.socket_file);
}

TlsContexts make_contexts(const PlannedEndpoint& endpoint, std::size_t loops) {
  if (!endpoint.certificate) return TlsContexts(loops);
  const io::TlsServerOptions options = tls_options(endpoint);
  TlsContexts contexts;
  while (contexts.size() < loops) contexts.push_back(io::TlsContext::server(options));
  return contexts;
}

std::vector<std::string> problems_of(const PlannedEndpoint& endpoint, const std::vector<SitePlan>& sites) {
  std::vector<std::string> problems;
  if (!endpoint.certificate) return problems;
  for (const Certificate* each : endpoint.certificates()) {
    if (each->may_be_invalid()) continue;
    append(problems, each->tls().date_problems(std::chrono::system_clock::now()));
    append(problems, each->tls().chain_problems());
  }
  for (const HostOptions& each : endpoint.options.hosts) append(problems, name_problems(each.certificate, each.host));
  for (const SitePlan& site : sites) {
    for (const std::string& host : site.hosts) append(problems, name_problems(endpoint.certificate_for(host), host));
  }
  for (std::string& problem : problems) problem += ": clients will refuse it";
  for (const Certificate* each : endpoint.certificates()) {
    append(problems, each->tls().staple_problems(std::chrono::system_clock::now()));
    if (!each->may_be_invalid()) append(problems, each->tls().renewal_problems(std::chrono::system_clock::now()));
  }
  append(problems, io::ticket_key_problems(endpoint.options.ticket_keys.files()));
  return problems;
}

}  // namespace weft::server
