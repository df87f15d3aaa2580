#include <weft/server/server.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include <fmt/format.h>

#include <weft/io/descriptor.hpp>
#include <weft/io/process_user.hpp>
#include <weft/server/context.hpp>
#include <weft/server/redirects.hpp>
#include <weft/server/server_state.hpp>

namespace weft {
namespace {

// Files, logs and connections to elsewhere need descriptors, too.
std::size_t usual_connections() {
  return static_cast<std::size_t>(static_cast<double>(io::most_descriptors()) * 0.45);
}

std::size_t usual_threads() {
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

Server::Server(ServerOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Server::~Server() {
  stop();
  wait();
}

// --- what it serves --------------------------------------------------------------------------------------------------

server::Group Server::all() {
  return {*this, state_->program, state_->routes_so_far};
}

void Server::redirect_to_https(std::uint16_t port) {
  use(server::redirect_to_https(port));
}

void Server::on_error(ErrorHandler handler) {
  state_->before_start();
  if (!handler) throw std::invalid_argument("on_error(): the handler is empty");
  state_->program.on_error = std::make_shared<const ErrorHandler>(std::move(handler));
}

void Server::push_rules(const server::PushRules& rules) {
  state_->before_start();
  server::check_push_rules(rules);
  auto& push = state_->program.push;
  push.rules.insert(push.rules.end(), rules.rules.begin(), rules.rules.end());
  push.from_link = push.from_link || rules.from_link;
  push.cookie = push.cookie || rules.cookie;
}

void Server::compress(const server::CompressionOptions& options) {
  all().compress(options);
}

// --- where -----------------------------------------------------------------------------------------------------------

void Server::listen(std::string_view url, const EndpointOptions& options) {
  state_->plan(server::plan_endpoint(url, std::nullopt, options));
}

void Server::listen(std::string_view url, const Certificate& certificate, const EndpointOptions& options) {
  state_->plan(server::plan_endpoint(url, certificate, options));
}

// --- who writes it down ----------------------------------------------------------------------------------------------

void Server::access_log(const server::AccessLogOptions& options) {
  state_->before_start();
  state_->common_logs.push_back(state_->add_log(options));
}

std::uint64_t Server::log_dropped() const {
  return state_->shared.logs.dropped();
}

bool Server::reopen_log() {
  auto& shared = state_->shared;
  return shared.logs.reopen([&shared](std::string_view path, const std::error_code& why) {
    shared.diagnostics.report(
        fmt::format("cannot open the log \"{}\" anew: {}; lines go on to the file that is open", path, why.message()));
  });
}

// --- running ---------------------------------------------------------------------------------------------------------

void Server::run() {
  start();
  wait();
}

void Server::start() {
  if (state_->planned.empty()) throw std::invalid_argument("the server has no endpoint: call listen() first");
  state_->check_endpoint_names();
  launch();
}

std::shared_ptr<io::Entrance> through(Server& server, std::string_view endpoint) {
  auto& state = *server.state_;
  const auto number = endpoint.empty() ? std::uint8_t{0} : state.known_endpoint(endpoint);
  if (state.workers.empty()) server.launch();
  return number == 0 ? state.entrance : server::entrance_by(state.entrance, number);
}

void Server::launch() {
  state_->prepare();
  if (state_->shared.options.signals == Signals::drain) {
    state_->signals.emplace(state_->workers.front()->loop(), [this] { drain(); }, [this] { stop(); });
  }
  state_->launch();
}

void Server::State::prepare() {
  const std::lock_guard lock(changing);
  const auto& options = before_start().options;
  const auto limits = server::RunningLimits::of(options);
  shared.sites = make_sites(site_plans, limits);
  change_limits(site_plans, limits);
  shared.most_connections = options.connections != 0 ? options.connections : usual_connections();
  const std::size_t loops = options.threads != 0 ? options.threads : usual_threads();
  let_recordings_listen();
  for (std::size_t i = 0; i < loops; ++i) workers.push_back(std::make_unique<server::Worker>(shared));
  try {
    add_host_certificates(planned);
    auto sockets = find_inherited();
    for (std::size_t i = 0; i < planned.size(); ++i) open(planned[i], std::move(sockets[i]));
    files_seen = files_read = versions_of_files();
    warn_of_certificates();
    if (!options.user.empty()) io::become_user(options.user, options.group);
    since = std::chrono::system_clock::now();
    started = std::chrono::steady_clock::now();
    if (control) control->start();
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

void Server::State::plan(server::PlannedEndpoint endpoint) {
  before_start();
  planned.push_back(std::move(endpoint));
}

std::shared_ptr<const server::Sites> Server::State::make_sites(const std::vector<server::SitePlan>& plans,
                                                               const server::RunningLimits& limits) {
  std::vector<server::Site> sites;
  const auto add = [&](const server::SitePlan& of_all, const server::SitePlan& plan) {
    sites.push_back(make_site(of_all, plan, limits.request_body));
    if (limits.bandwidth.any() || plan.rates.any()) sites.back().rates = rates_of(plan.name);
    if (limits.arrivals.any_request() || plan.requests.any()) sites.back().arrivals = arrivals_of(plan.name);
    sites.back().logs = logs_of(plan.name);
  };
  for (const auto& plan : plans) add(program, plan);
  if (sites.empty()) add(program, {});
  const auto of_hosts = program.without_routes();
  for (const auto& host : hosts) add(of_hosts, host.site);
  return std::make_shared<const server::Sites>(std::move(sites));
}

// A handler may stop the server as soon as a thread runs, and closes the entrance with it.
void Server::State::launch() {
  entrance->open(workers);
  begin_tasks();
  for (const auto& worker : workers) {
    threads.emplace_back([&runs = *worker] { runs.run(); });
  }
}

// Two endpoints that collide are a mistake in what was said: no other process is to be looked for.
std::vector<io::ListenSet> Server::State::open_sockets_of(const server::PlannedEndpoint& endpoint) const {
  try {
    return open_sockets(endpoint, workers.size());
  } catch (const io::ListenError& error) {
    const auto other = std::ranges::find_if(planned, [&](const auto& each) { return each.has_taken(error.taken()); });
    if (other == planned.end()) throw;
    throw std::invalid_argument(fmt::format("cannot listen on {}: it was said twice, as \"{}\" and as \"{}\"",
                                            to_string(*error.taken()), other->text, endpoint.text));
  }
}

void Server::State::open(server::PlannedEndpoint& endpoint, std::vector<io::Listening> sockets) {
  auto sets = sockets.empty() ? open_sockets_of(endpoint) : io::spread(std::move(sockets), workers.size());
  for (const auto& listening : sets.front()) {
    // A loop may have several that were inherited.
    if (std::ranges::find(endpoint.addresses, listening.address) != endpoint.addresses.end()) continue;
    endpoint.addresses.push_back(listening.address);
    endpoints.push_back({url_of(endpoint.url, listening.address), listening.address, endpoint.url.secure,
                         endpoint.protocols(), endpoint.options.name});
  }
  auto contexts = make_contexts(endpoint, workers.size());
  for (std::size_t i = 0; i < workers.size(); ++i) {
    workers[i]->open(endpoint.protocols(), std::move(sets[i]), std::move(contexts[i]), endpoint.options.proxies,
                     number_of_endpoint(endpoint.options.name));
  }
}

void Server::wait() {
  for (auto& thread : state_->threads) thread.join();
  state_->threads.clear();
  // The frames of coroutines go with the loops: what their work uses must not go before the work has ended.
  state_->shared.blocking.end();
  // The signals last: one that comes while the last lines are written must not cost them.
  state_->shared.logs.finish();
  state_->finish_control();
  state_->signals.reset();
}

// A server that stops does not drain any more.
void Server::State::end(server::ServerPhase next) {
  entrance->close();
  auto serving = server::ServerPhase::serving;
  if (next == server::ServerPhase::stopping) {
    phase = next;
  } else {
    if (phase.compare_exchange_strong(serving, next)) tell_of_drain();
  }
  phase.notify_all();
}

void Server::stop() {
  state_->end(server::ServerPhase::stopping);
  for (const auto& worker : state_->workers) worker->stop();
}

void Server::drain() {
  state_->end(server::ServerPhase::draining);
  for (const auto& worker : state_->workers) worker->drain(state_->shared.options.drain_delay);
}

bool Server::is_draining() const {
  return state_->phase != server::ServerPhase::serving;
}

void Server::await_drain() const {
  state_->phase.wait(server::ServerPhase::serving);
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
