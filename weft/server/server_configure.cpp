// A server as a configuration says it.
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/server/config/config.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/server_state.hpp>

namespace weft {
namespace {

using server::SitePlan;

// Answers with the length of a request's body: for measuring uploads.
void tell_length(Context& c) {
  c.body().discard([](Context& context, std::uint64_t octets) { context.text(fmt::format("{}\n", octets)); });
}

// What `make` throws begins with the place in the file where `path` was said.
template <class Make>
auto at_place(const Config& config, std::string_view path, Make make) {
  try {
    return make();
  } catch (const std::exception& wrong) {
    throw std::invalid_argument(config.place_of(path) + wrong.what());
  }
}

Certificate certificate_of(const Config& config, const Config::CertificateFile& file, const std::string& path) {
  return at_place(config, path + ":Path", [&] {
    auto certificate = file.key_path.empty() ? Certificate::pkcs12(file.path, file.password.text)
                                             : Certificate::pem(file.path, file.key_path, file.password.text);
    if (file.allow_invalid) certificate.allow_invalid();
    return certificate;
  });
}

std::vector<HostOptions> hosts_of(const Config& config, const Config::Endpoint& endpoint, const std::string& path,
                                  const std::optional<Certificate>& usual) {
  std::vector<HostOptions> hosts;
  for (const Config::Sni& sni : endpoint.sni) {
    const std::string place = fmt::format("{}:Sni:{}", path, sni.host);
    auto certificate = sni.certificate ? certificate_of(config, *sni.certificate, place + ":Certificate") : usual;
    if (!certificate) {
      throw std::invalid_argument(
          fmt::format("{}neither \"{}\" nor its endpoint has a certificate", config.place_of(place), sni.host));
    }
    hosts.push_back({sni.host, *std::move(certificate), sni.protocols});
  }
  return hosts;
}

server::PlannedEndpoint planned_of(const Config& config, const Config::Endpoint& endpoint) {
  const std::string path = "Endpoints:" + endpoint.name;
  EndpointOptions options{.protocols = endpoint.protocols, .socket_file = endpoint.socket_file, .hosts = {}};
  std::optional<Certificate> certificate;
  if (endpoint.certificate) certificate = certificate_of(config, *endpoint.certificate, path + ":Certificate");
  options.hosts = hosts_of(config, endpoint, path, certificate);
  // RFC 6066 3: a client need not name a host.
  if (!certificate && !options.hosts.empty()) certificate = options.hosts.front().certificate;
  return at_place(config, path + ":Url",
                  [&] { return server::plan_endpoint(endpoint.url, std::move(certificate), std::move(options)); });
}

SitePlan plan_of(const Config& config, const Config::Site& site) {
  const std::string path = "Sites:" + site.name;
  SitePlan plan{.hosts = site.hosts, .routes = {}, .mounts = {}};
  if (!site.root.empty()) {
    at_place(config, path + ":Root", [&] { plan.add_files("/", std::make_shared<const server::Files>(site.root)); });
  }
  if (site.sink.empty()) return plan;
  for (const auto method : {http::Method::post, http::Method::put}) {
    plan.routes.push_back({method, site.sink, server::Handler(tell_length)});
  }
  return plan;
}

std::vector<SitePlan> plans_of(const Config& config) {
  std::vector<SitePlan> plans;
  for (const Config::Site& site : config.sites) plans.push_back(plan_of(config, site));
  return plans;
}

}  // namespace

void Server::configure(const Config& config) {
  ServerOptions& options = state_->before_start().options;
  auto plans = plans_of(config);
  (void)state_->make_sites(plans);
  for (const Config::Endpoint& endpoint : config.endpoints) state_->plan(planned_of(config, endpoint));
  state_->site_plans = std::move(plans);
  options.threads = config.options.threads;
  options.connections = config.options.connections;
  options.drain = config.options.drain;
  session::TraceUser* const trace = options.connection.trace;
  options.connection = config.options.connection;
  options.connection.trace = trace;
  if (config.log.path == "none") return;
  at_place(config, "Log:Path", [&] { access_log({.path = config.log.path, .fields = config.log.fields}); });
}

}  // namespace weft
