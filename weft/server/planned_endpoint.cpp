#include <weft/server/planned_endpoint.hpp>

#include <chrono>
#include <set>
#include <utility>

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
                               .alpn = alpn_of(endpoint.options.protocols)};
  for (const HostOptions& host : endpoint.options.hosts) {
    options.hosts.push_back({host.host, host.certificate.tls(), alpn_of(host.protocols)});
  }
  return options;
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

void PlannedEndpoint::read_certificates_again() {
  if (certificate) certificate = certificate->read_again();
  for (HostOptions& host : options.hosts) host.certificate = host.certificate.read_again();
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

void warn_of_certificates(const std::vector<PlannedEndpoint>& endpoints, Diagnostics& diagnostics) {
  std::set<std::string> problems;
  const auto look_at = [&](const Certificate& certificate) {
    if (certificate.may_be_invalid()) return;
    for (auto& problem : certificate.tls().date_problems(std::chrono::system_clock::now())) {
      problems.insert(std::move(problem));
    }
  };
  for (const auto& endpoint : endpoints) {
    if (endpoint.certificate) look_at(*endpoint.certificate);
    for (const HostOptions& host : endpoint.options.hosts) look_at(host.certificate);
  }
  for (const auto& problem : problems) diagnostics.report(problem + ": clients will refuse it");
}

}  // namespace weft::server
