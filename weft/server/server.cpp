#include <weft/server/server.hpp>

#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include <fmt/format.h>

#include <weft/io/address.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/listen.hpp>
#include <weft/io/tls_context.hpp>
#include <weft/server/entrance.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/termination.hpp>
#include <weft/server/worker.hpp>

namespace weft {
namespace {

struct PlannedEndpoint {
  // As it was said.
  std::string text;
  server::EndpointUrl url;
  std::optional<Certificate> certificate;
  EndpointOptions options;
  // The addresses it listens on, once it does.
  std::vector<io::Address> addresses;

  bool has_taken(const std::optional<io::Address>& address) const {
    return address && std::ranges::any_of(addresses, [&](const auto& own) { return collide(own, *address); });
  }
};

// Files, logs and connections to elsewhere need descriptors, too.
std::size_t usual_connections() {
  return static_cast<std::size_t>(static_cast<double>(io::most_descriptors()) * 0.45);
}

std::size_t usual_threads() {
  return std::max(1u, std::thread::hardware_concurrency());
}

std::vector<io::ListenSet> open_sockets(const PlannedEndpoint& endpoint, std::size_t loops) {
  const auto& url = endpoint.url;
  if (url.transport == server::EndpointUrl::Transport::tcp) return io::listen_on(url.host, url.port, loops);
  return io::listen_on_path(url.host, loops, endpoint.options.socket_file);
}

// RFC 9113 3.2 and RFC 7301 6: the names of the protocols, the preferred one first.
io::TlsServerOptions tls_options(const PlannedEndpoint& endpoint) {
  io::TlsServerOptions options{.certificates = {endpoint.certificate->tls()}, .alpn = {}};
  if (endpoint.options.protocols.http2) options.alpn.emplace_back("h2");
  if (endpoint.options.protocols.http1) options.alpn.emplace_back("http/1.1");
  return options;
}

// A context for each loop, and for each endpoint, where it needs one. The keys of the tickets are new every time: a
// client that resumed would not see a new certificate.
using TlsContexts = std::vector<std::shared_ptr<const io::TlsContext>>;

TlsContexts make_contexts(const PlannedEndpoint& endpoint, std::size_t loops) {
  if (!endpoint.certificate) return TlsContexts(loops);
  const io::TlsServerOptions options = tls_options(endpoint);
  TlsContexts contexts;
  while (contexts.size() < loops) contexts.push_back(io::TlsContext::server(options));
  return contexts;
}

// Certificates outside their dates serve all the same: the operator may know why.
void warn_of_dates(const std::vector<PlannedEndpoint>& endpoints, server::Diagnostics& diagnostics) {
  std::set<std::string> problems;
  for (const auto& endpoint : endpoints) {
    if (!endpoint.certificate) continue;
    for (auto& problem : endpoint.certificate->tls().date_problems(std::chrono::system_clock::now())) {
      problems.insert(std::move(problem));
    }
  }
  for (const auto& problem : problems) diagnostics.report(problem + ": clients will refuse it");
}

}  // namespace

struct Server::State {
  explicit State(ServerOptions options)
      : shared{.options = options, .routing = {}, .diagnostics = server::Diagnostics(options.diagnostics), .log = {}} {}

  // Throws std::logic_error once threads run: what they share does not change any more.
  server::Shared& before_start();
  void plan(PlannedEndpoint endpoint);
  // Opens everything; no thread runs yet.
  void prepare();
  void open(PlannedEndpoint& endpoint);
  std::vector<io::ListenSet> open_sockets_of(const PlannedEndpoint& endpoint) const;
  void launch();
  void reload_certificates();

  server::Shared shared;
  // Guards `planned` and its contexts once the server runs.
  std::mutex certificates;
  std::vector<PlannedEndpoint> planned;
  std::vector<Endpoint> endpoints;
  std::vector<std::unique_ptr<server::Worker>> workers;
  std::vector<std::thread> threads;
  const std::shared_ptr<server::Entrance> entrance = std::make_shared<server::Entrance>();
  std::optional<server::TerminationSignals> signals;
};

Server::Server(ServerOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Server::~Server() {
  stop();
  wait();
}

// --- what it serves --------------------------------------------------------------------------------------------------

void Server::route(http::Method method, std::string_view pattern, server::Handler handler) {
  if (method == http::Method::connect || method == http::Method::trace) {
    throw std::invalid_argument(fmt::format("route \"{}\": {} cannot be routed", pattern, http::to_string(method)));
  }
  state_->before_start().routing.router.add(method, pattern, std::move(handler));
}

void Server::files(std::string_view prefix, const std::filesystem::path& directory) {
  files(prefix, directory, {});
}

void Server::files(std::string_view prefix, const std::filesystem::path& directory,
                   const server::FilesOptions& options) {
  // A request's parameters tell nothing of what lies below: c.file() could not find the directory.
  if (!prefix.empty() && (!prefix.starts_with('/') || prefix.find_first_of("{}") != prefix.npos)) {
    throw std::invalid_argument(
        fmt::format("files \"{}\": a prefix begins with / and has no parameters, as in /static", prefix));
  }
  auto files = std::make_shared<const server::Files>(directory, options);
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  get(fmt::format("{}/{{path...}}", prefix),
      [files](Context& context) { files->serve(context, context.parameters().find("path")); });
  state_->before_start().routing.mounts.push_back({std::string(prefix), std::move(files)});
}

// --- where -----------------------------------------------------------------------------------------------------------

void Server::listen(std::string_view url, const EndpointOptions& options) {
  auto parsed = server::parse_endpoint_url(url);
  if (parsed.secure) throw std::invalid_argument(fmt::format("endpoint \"{}\": https needs a certificate", url));
  server::check_endpoint(parsed, url, options);
  state_->plan({std::string(url), std::move(parsed), std::nullopt, options, {}});
}

void Server::listen(std::string_view url, const Certificate& certificate, const EndpointOptions& options) {
  auto parsed = server::parse_endpoint_url(url);
  if (!parsed.secure) throw std::invalid_argument(fmt::format("endpoint \"{}\": a certificate is for https", url));
  server::check_endpoint(parsed, url, options);
  state_->plan({std::string(url), std::move(parsed), certificate, options, {}});
}

bool Server::reload_certificates() {
  try {
    state_->reload_certificates();
    return true;
  } catch (const std::exception& error) {
    state_->shared.diagnostics.report(fmt::format("{}; the old certificates stay in use", error.what()));
    return false;
  }
}

void Server::State::reload_certificates() {
  const std::lock_guard lock(certificates);
  // All is made before anything changes.
  auto renewed = planned;
  std::vector<TlsContexts> contexts;
  for (auto& endpoint : renewed) {
    if (endpoint.certificate) endpoint.certificate = endpoint.certificate->read_again();
    contexts.push_back(make_contexts(endpoint, workers.size()));
  }
  planned = std::move(renewed);
  for (std::size_t port = 0; port < planned.size(); ++port) {
    if (!planned[port].certificate) continue;
    for (std::size_t i = 0; i < workers.size(); ++i) workers[i]->change_tls(port, contexts[port][i]);
  }
  warn_of_dates(planned, shared.diagnostics);
}

// --- who writes it down ----------------------------------------------------------------------------------------------

void Server::access_log(const server::AccessLogOptions& options) {
  state_->before_start().log = std::make_unique<server::AccessLog>(options);
}

std::uint64_t Server::log_dropped() const {
  return state_->shared.log ? state_->shared.log->dropped() : 0;
}

bool Server::reopen_log() {
  auto& shared = state_->shared;
  const std::error_code error = shared.log ? shared.log->reopen() : std::error_code();
  if (error) {
    shared.diagnostics.report(fmt::format("cannot open the log \"{}\" anew: {}; lines go on to the file that is open",
                                          shared.log->writer().path(), error.message()));
  }
  return !error;
}

// --- running ---------------------------------------------------------------------------------------------------------

void Server::run() {
  start();
  wait();
}

void Server::start() {
  if (state_->planned.empty()) throw std::invalid_argument("the server has no endpoint: call listen() first");
  launch();
}

std::shared_ptr<io::Entrance> through(Server& server) {
  if (server.state_->workers.empty()) server.launch();
  return server.state_->entrance;
}

void Server::launch() {
  state_->prepare();
  if (state_->shared.options.signals == Signals::drain) {
    state_->signals.emplace(state_->workers.front()->loop(), [this] { drain(); }, [this] { stop(); });
  }
  state_->launch();
}

void Server::State::prepare() {
  const std::lock_guard lock(certificates);
  const auto& options = before_start().options;
  shared.most_connections = options.connections != 0 ? options.connections : usual_connections();
  const std::size_t loops = options.threads != 0 ? options.threads : usual_threads();
  for (std::size_t i = 0; i < loops; ++i) workers.push_back(std::make_unique<server::Worker>(shared));
  try {
    for (auto& endpoint : planned) open(endpoint);
    warn_of_dates(planned, shared.diagnostics);
  } catch (...) {
    workers.clear();
    endpoints.clear();
    for (auto& endpoint : planned) endpoint.addresses.clear();
    throw;
  }
}

server::Shared& Server::State::before_start() {
  if (!workers.empty()) {
    throw std::logic_error("the server has been started: routes, files, endpoints and logs come before that");
  }
  return shared;
}

void Server::State::plan(PlannedEndpoint endpoint) {
  before_start();
  const auto& protocols = endpoint.options.protocols;
  if (!protocols.http1 && !protocols.http2) {
    throw std::invalid_argument(
        fmt::format("endpoint \"{}\": neither http1 nor http2 is left to speak", endpoint.url.host));
  }
  planned.push_back(std::move(endpoint));
}

// A handler may stop the server as soon as a thread runs, and closes the entrance with it.
void Server::State::launch() {
  entrance->open(workers);
  for (const auto& worker : workers) {
    threads.emplace_back([&runs = *worker] { runs.run(); });
  }
}

// Two endpoints that collide are a mistake in what was said: no other process is to be looked for.
std::vector<io::ListenSet> Server::State::open_sockets_of(const PlannedEndpoint& endpoint) const {
  try {
    return open_sockets(endpoint, workers.size());
  } catch (const io::ListenError& error) {
    const auto other = std::ranges::find_if(planned, [&](const auto& each) { return each.has_taken(error.taken()); });
    if (other == planned.end()) throw;
    throw std::invalid_argument(fmt::format("cannot listen on {}: it was said twice, as \"{}\" and as \"{}\"",
                                            to_string(*error.taken()), other->text, endpoint.text));
  }
}

void Server::State::open(PlannedEndpoint& endpoint) {
  auto sets = open_sockets_of(endpoint);
  for (const auto& listening : sets.front()) {
    endpoint.addresses.push_back(listening.address);
    endpoints.push_back({url_of(endpoint.url, listening.address), listening.address, endpoint.url.secure});
  }
  auto contexts = make_contexts(endpoint, workers.size());
  for (std::size_t i = 0; i < workers.size(); ++i) {
    workers[i]->open(endpoint.options.protocols, std::move(sets[i]), std::move(contexts[i]));
  }
}

void Server::wait() {
  for (auto& thread : state_->threads) thread.join();
  state_->threads.clear();
  // The signals last: one that comes while the last lines are written must not cost them.
  if (state_->shared.log) state_->shared.log->writer().finish();
  state_->signals.reset();
}

void Server::stop() {
  state_->entrance->close();
  for (const auto& worker : state_->workers) worker->stop();
}

void Server::drain() {
  state_->entrance->close();
  for (const auto& worker : state_->workers) worker->drain();
}

const std::vector<Endpoint>& Server::endpoints() const {
  return state_->endpoints;
}

std::size_t Server::connections() const {
  return state_->shared.connections.load(std::memory_order_relaxed);
}

std::uint64_t Server::connections_refused() const {
  return state_->shared.refusals.count();
}

}  // namespace weft
