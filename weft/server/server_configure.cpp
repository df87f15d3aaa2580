// A server as a configuration says it.
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <weft/server/config/config.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/require_http11.hpp>
#include <weft/server/server_state.hpp>
#include <weft/server/site_clients.hpp>

namespace weft {
namespace {

using server::SitePlan;

// Answers with the length of a request's body: for measuring uploads.
void tell_length(Context& c) {
  c.body().discard([](Context& context, std::uint64_t octets) { context.text(fmt::format("{}\n", octets)); });
}

// An exception of `make()` begins with the place in the file where `path` was said.
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
    if (!file.ocsp_file.empty()) certificate.staple(file.ocsp_file);
    return certificate;
  });
}

ClientCertificates clients_of(const Config& config, const std::optional<Config::ClientCertificate>& wanted,
                              const std::string& path) {
  if (!wanted || wanted->mode == io::AskClient::no) return {};
  return at_place(config, path + ":ClientCertificate:Authorities", [&] {
    const bool requires_one = wanted->mode == io::AskClient::require;
    return requires_one ? ClientCertificates::require(wanted->authorities)
                        : ClientCertificates::request(wanted->authorities);
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
    auto clients = sni.client_certificate ? clients_of(config, sni.client_certificate, place)
                                          : clients_of(config, endpoint.client_certificate, path);
    hosts.push_back({sni.host, *std::move(certificate), sni.protocols, std::move(clients)});
  }
  return hosts;
}

// A host is asked as its site says or as the endpoint says, not both.
void check_said_once(const Config& config, const Config::Endpoint& endpoint,
                     const std::vector<server::SiteClients>& sites) {
  for (const Config::Sni& sni : endpoint.sni) {
    if (!sni.client_certificate || sites.empty()) continue;
    const auto& site = server::site_of(sites, sni.host);
    if (!site.wanted) continue;
    const std::string place = config.place_of(fmt::format("Endpoints:{}:Sni:{}", endpoint.name, sni.host));
    throw std::invalid_argument(
        fmt::format("{}the site \"{}\" says the ClientCertificate of \"{}\" already", place, site.name, sni.host));
  }
}

void ask_for_sites(const Config& config, const Config::Endpoint& endpoint, const Certificate& usual,
                   EndpointOptions& options) {
  std::vector<server::SiteClients> sites;
  for (const Config::Site& site : config.sites) {
    server::SiteClients& own = sites.emplace_back(site.name, site.hosts, std::nullopt);
    if (site.client_certificate) own.wanted = clients_of(config, site.client_certificate, "Sites:" + site.name);
  }
  check_said_once(config, endpoint, sites);
  server::ask_for_sites(sites, usual, options);
}

server::PlannedEndpoint planned_of(const Config& config, const Config::Endpoint& endpoint) {
  const std::string path = "Endpoints:" + endpoint.name;
  EndpointOptions options{.protocols = endpoint.protocols,
                          .socket_file = endpoint.socket_file,
                          .proxies = endpoint.proxies,
                          .name = endpoint.name};
  std::optional<Certificate> certificate;
  if (endpoint.certificate) certificate = certificate_of(config, *endpoint.certificate, path + ":Certificate");
  options.hosts = hosts_of(config, endpoint, path, certificate);
  options.client_certificates = clients_of(config, endpoint.client_certificate, path);
  options.ticket_keys = at_place(config, path + ":TicketKeys:Files", [&] { return TicketKeys(endpoint.ticket_keys); });
  // RFC 6066 3: a client need not name a host.
  if (!certificate && !options.hosts.empty()) certificate = options.hosts.front().certificate;
  if (certificate) ask_for_sites(config, endpoint, *certificate, options);
  return at_place(config, path + ":Url",
                  [&] { return server::plan_endpoint(endpoint.url, std::move(certificate), std::move(options)); });
}

using Folders = std::map<std::string, std::weak_ptr<const server::Files>>;

// A folder that another site serves alike, or served before, has its files in memory already.
std::shared_ptr<const server::Files> files_of(const Config::Site& site, Folders& folders) {
  const Config alike{.sites = {{.root = site.root,
                                .fallback = site.fallback,
                                .headers = site.headers,
                                .listing = site.listing,
                                .compression = site.compression}}};
  auto& known = folders[alike.to_json()];
  auto files = known.lock();
  if (!files) {
    const server::FilesOptions options{.fallback = site.fallback, .headers = site.headers, .listing = site.listing};
    known = files = std::make_shared<const server::Files>(site.root, options);
  }
  return files;
}

void check_options_of_files(const Config& config, const Config::Site& site, const std::string& path) {
  const auto refuse = [&](std::string_view key) {
    const std::string place = fmt::format("{}:{}", path, key);
    throw std::invalid_argument(fmt::format("{}{} is for a site with Root", config.place_of(place), key));
  };
  if (!site.fallback.empty()) refuse("Fallback");
  if (!site.headers.empty()) refuse("Headers");
  if (site.listing) refuse("Listing");
  if (!site.error_pages.empty()) refuse("ErrorPages");
}

void add_response_rules(SitePlan& plan, const Config::Site& site) {
  if (!site.redirects.empty()) plan.middlewares.push_back(server::redirects(site.redirects));
  if (site.compression) plan.compression = std::make_shared<const server::Compression>(*site.compression);
  if (site.priorities.empty() && site.error_pages.empty()) return;
  plan.response_rules = std::make_shared<const server::ResponseRules>(site.priorities, site.error_pages);
}

SitePlan plan_of(const Config& config, const Config::Site& site, Folders& folders) {
  const std::string path = "Sites:" + site.name;
  SitePlan plan{.name = site.name,
                .hosts = site.hosts,
                .rates = site.rates,
                .requests = site.requests,
                .request_body = site.request_body,
                .push = site.push};
  // Read for what may be wrong in it: each endpoint asks as planned_of() says.
  (void)clients_of(config, site.client_certificate, path);
  plan.needs_client = site.client_certificate && site.client_certificate->mode == io::AskClient::require;
  if (!site.root.empty()) {
    at_place(config, path + ":Root", [&] { (void)server::RootDirectory(site.root); });
    at_place(config, path + ":Fallback", [&] { plan.add_files("/", files_of(site, folders)); });
  } else {
    check_options_of_files(config, site, path);
  }
  at_place(config, path + ":Push", [&] { server::check_push_rules(site.push); });
  add_response_rules(plan, site);
  if (site.require_http11) plan.middlewares.push_back(server::require_http11());
  if (site.sink.empty()) return plan;
  for (const auto method : {http::Method::post, http::Method::put}) {
    plan.routes.push_back({method, site.sink, server::Handler(tell_length)});
  }
  return plan;
}

std::vector<SitePlan> plans_of(const Config& config, Folders& folders) {
  std::vector<SitePlan> plans;
  for (const Config::Site& site : config.sites) plans.push_back(plan_of(config, site, folders));
  return plans;
}

// --- a newer one -----------------------------------------------------------------------------------------------------

// As a file says it: what is the same needs no restart.
std::string text_of_rest(const Config& config) {
  Config rest{.log = config.log, .logs = config.logs, .options = config.options};
  for (const Config::Site& site : config.sites) {
    if (!site.log && site.logs.empty()) continue;
    Config::Site& logs = rest.sites.emplace_back();
    logs.name = site.name;
    logs.log = site.log;
    logs.logs = site.logs;
  }
  rest.options.bandwidth = {};
  rest.options.arrivals = {};
  rest.options.request_body = ServerOptions::any_size;
  rest.options.memory = 0;
  return rest.to_json();
}

bool is_same_place(const Config::Endpoint& a, const Config::Endpoint& b) {
  return a.url == b.url && a.protocols == b.protocols && a.socket_file == b.socket_file && a.proxies == b.proxies;
}

// The keys whose changes wait for the next start.
std::vector<std::string_view> late_keys(const Config& old, const Config& next) {
  std::vector<std::string_view> keys;
  const bool same_places = std::equal(old.endpoints.begin(), old.endpoints.end(), next.endpoints.begin(),
                                      next.endpoints.end(), is_same_place);
  if (!same_places) keys.emplace_back("Endpoints");
  if (old.control != next.control) keys.emplace_back("Control");
  if (text_of_rest(old) != text_of_rest(next)) keys.emplace_back("Limits, TrustedProxies, Threads, User or logs");
  return keys;
}

}  // namespace

void Server::configure(const Config& config) {
  ServerOptions& options = state_->before_start().options;
  auto plans = plans_of(config, state_->folders);
  (void)state_->make_sites(plans, {});
  for (const Config::Endpoint& endpoint : config.endpoints) state_->plan(planned_of(config, endpoint));
  state_->site_plans = std::move(plans);
  state_->config = std::make_unique<const Config>(config);
  options.threads = config.options.threads;
  options.connections = config.options.connections;
  options.user = config.options.user;
  options.group = config.options.group;
  options.drain_delay = config.options.drain_delay;
  options.drain = config.options.drain;
  options.forwarding = config.options.forwarding;
  options.bandwidth = config.options.bandwidth;
  options.arrivals = config.options.arrivals;
  options.request_body = config.options.request_body;
  options.memory = config.options.memory;
  session::TraceUser* const trace = options.connection.trace;
  const std::uint32_t frames = options.connection.frames;
  options.connection = config.options.connection;
  options.connection.trace = trace;
  options.connection.frames = frames;
  state_->warn_of_certificates();
  state_->add_logs(config);
  if (const auto& place = config.control) {
    at_place(config, "Control:Url", [&] { control(place->url, place->options); });
  }
}

std::size_t Server::State::add_log(const server::AccessLogOptions& options) {
  return shared.logs.add(options, [this](std::string_view line) { shared.diagnostics.report(line); });
}

void Server::State::add_logs(const Config& next) {
  const auto add_to = [&](server::AccessLogs::Some& logs, const Config::Log& log, const std::string& path) {
    if (log.path == "none") return;
    at_place(next, path + ":Path", [&] {
      logs.push_back(add_log({.path = log.path, .fields = log.fields, .format = log.format, .rotation = log.rotation}));
    });
  };
  server::AccessLogs::Some main;
  add_to(main, next.log, "Log");
  if (!main.empty()) main_log = main.front();
  for (const auto& log : next.logs) add_to(common_logs, log, "Logs:" + log.name);
  for (const auto& site : next.sites) {
    LogsOfSite& logs = site_logs[site.name];
    const std::string path = "Sites:" + site.name;
    logs.has_main = !site.log;
    if (site.log) add_to(logs.own, *site.log, path + ":Log");
    for (const auto& log : site.logs) add_to(logs.own, log, fmt::format("{}:Logs:{}", path, log.name));
  }
}

// A log that is named twice has a line once.
server::AccessLogs::Some Server::State::logs_of(const std::string& site) const {
  const auto known = site_logs.find(site);
  auto all = common_logs;
  if (main_log && (known == site_logs.end() || known->second.has_main)) all.push_back(*main_log);
  if (known != site_logs.end()) all.insert(all.end(), known->second.own.begin(), known->second.own.end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

bool Server::reload(const Config& config) {
  const std::lock_guard lock(state_->changing);
  auto& diagnostics = state_->shared.diagnostics;
  try {
    state_->take(config);
  } catch (const std::exception& wrong) {
    diagnostics.report(fmt::format("{}; the old configuration stays in use", wrong.what()));
    return false;
  }
  const Config& running = *state_->config;
  if (const auto late = late_keys(running, config); !late.empty()) {
    diagnostics.report(fmt::format("the next start is needed for what has changed in {}", fmt::join(late, ", ")));
  }
  return true;
}

// Endpoints stay: each takes the certificates of the one that has its URL now.
void Server::State::take(const Config& next) {
  if (!config) throw std::logic_error("the server was started without a configuration");
  auto plans = plans_of(next, folders);
  auto renewed = planned;
  for (const Config::Endpoint& endpoint : next.endpoints) {
    const auto same = std::ranges::find(renewed, endpoint.url, &server::PlannedEndpoint::text);
    auto made = planned_of(next, endpoint);
    if (same == renewed.end()) continue;
    same->certificate = std::move(made.certificate);
    same->options.hosts = std::move(made.options.hosts);
    same->options.ticket_keys = std::move(made.options.ticket_keys);
    same->options.client_certificates = std::move(made.options.client_certificates);
  }
  add_host_certificates(renewed);
  change(std::move(renewed), std::move(plans), server::RunningLimits::of(next.options));
  files_seen = files_read = versions_of_files();
}

}  // namespace weft
