// A server that is watched and steered while it runs.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/server/server_state.hpp>

namespace weft {
namespace {

using server::ServerStatus;

// Endpoints may share one.
void add_certificate(const Certificate& certificate, std::vector<ServerStatus::CertificateFacts>& all) {
  const io::TlsCertificate& tls = certificate.tls();
  const bool is_known = std::ranges::any_of(
      all, [&](const auto& each) { return each.source == tls.source() && each.names == tls.names(); });
  if (!is_known) all.push_back({tls.names(), tls.source(), tls.expires()});
}

// Null where no folder is named.
std::unique_ptr<session::OrderedRecordings> recordings_in(const std::string& folder, server::Diagnostics& diagnostics) {
  if (folder.empty()) return nullptr;
  if (!std::filesystem::is_directory(folder)) {
    throw std::invalid_argument(fmt::format("{}: expected a folder for recordings", folder));
  }
  return std::make_unique<session::OrderedRecordings>(
      http::Role::server, folder, [&diagnostics](const std::string& why) { diagnostics.report(why); });
}

}  // namespace

void Server::control(std::string_view url, const ControlOptions& options) {
  auto& shared = state_->before_start();
  if (options.frames > ControlOptions::most_frames) {
    throw std::invalid_argument(fmt::format("expected at most {} frames of a connection", ControlOptions::most_frames));
  }
  state_->recordings = recordings_in(options.recordings, shared.diagnostics);
  server::ControlActions actions{
      .status = [this] { return state_->status(); },
      .phase = [this] { return state_->phase.load(); },
      .reload = [this] { return state_->reload_action ? state_->reload_action() : reload_certificates(); },
      .reopen_log = [this] { return reopen_log(); },
      .drain = [this] { drain(); },
      .limit_bandwidth = [this](const Bandwidth& bandwidth) { limit_bandwidth(bandwidth); },
      .connections = [this](std::size_t most) { return state_->list_connections(most); },
      .streams = [this](const server::StreamQuery& query) { return state_->report_streams(query); },
      .recordings = state_->recordings.get()};
  state_->control = std::make_unique<server::ControlServer>(
      url, options, std::move(actions), [&shared](std::string_view line) { shared.diagnostics.report(line); });
  shared.is_measured = true;
  if (options.frames != 0) shared.options.connection.frames = options.frames;
}

void Server::on_reload(std::function<bool()> reload) {
  state_->before_start();
  state_->reload_action = std::move(reload);
}

const std::vector<Endpoint>& Server::control_endpoints() const {
  static const std::vector<Endpoint> none;
  return state_->control ? state_->control->endpoints() : none;
}

server::ServerStatus Server::State::status() {
  const std::lock_guard lock(changing);
  ServerStatus status{.phase = phase,
                      .since = since,
                      .uptime = std::chrono::steady_clock::now() - started,
                      .threads = workers.size(),
                      .endpoints = endpoints,
                      .bandwidth = shared.options.bandwidth,
                      .connections = shared.connections.load(std::memory_order_relaxed),
                      .most_connections = shared.most_connections,
                      .refused_by_limit = shared.refusals.by_limit(),
                      .refused_by_system = shared.refusals.by_system(),
                      .arrivals_refused = shared.arrivals->refused(),
                      .memory = shared.memory.status(),
                      .log_dropped = shared.logs.dropped()};
  for (const server::SitePlan& site : site_plans) status.sites.push_back({site.name, site.hosts});
  for (const server::PlannedEndpoint& endpoint : planned) {
    for (const Certificate* certificate : endpoint.certificates()) add_certificate(*certificate, status.certificates);
  }
  for (const auto& worker : workers) {
    if (worker->metrics() != nullptr) worker->metrics()->add_to(status.figures);
  }
  return status;
}

std::shared_ptr<server::ConnectionList> Server::State::list_connections(std::size_t most) {
  auto list = std::make_shared<server::ConnectionList>(most, workers.size());
  for (const auto& worker : workers) worker->list_connections(list);
  return list;
}

std::shared_ptr<server::StreamReport> Server::State::report_streams(const server::StreamQuery& query) {
  auto report = std::make_shared<server::StreamReport>(query, workers.size(), started);
  for (const auto& worker : workers) worker->report_streams(report);
  return report;
}

// Beside what the program itself listens with.
void Server::State::let_recordings_listen() {
  session::TraceUser*& trace = shared.options.connection.trace;
  if (recordings == nullptr || trace == recordings.get() || all_listen) return;
  if (trace != nullptr) all_listen.emplace(*trace, *recordings);
  trace = all_listen ? &*all_listen : static_cast<session::TraceUser*>(recordings.get());
}

void Server::State::finish_control() {
  if (!control) return;
  phase == server::ServerPhase::stopping ? control->stop() : control->finish();
}

}  // namespace weft
