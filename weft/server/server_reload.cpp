// Certificates, sites and limits change while a server runs.
#include <algorithm>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <weft/server/server_state.hpp>

namespace weft {

using server::PlannedEndpoint;
using server::SitePlan;

// --- certificates ----------------------------------------------------------------------------------------------------

bool Server::reload_certificates() {
  const std::lock_guard lock(state_->changing);
  try {
    state_->read_certificates_again();
    return true;
  } catch (const std::exception& error) {
    state_->shared.diagnostics.report(fmt::format("{}; the old certificates stay in use", error.what()));
    return false;
  }
}

// Files that belong together are written one after the other: only those that have come to rest are read.
void Server::refresh_certificates() {
  const std::lock_guard lock(state_->changing);
  auto now = state_->versions_of_files();
  const bool rests = now == std::exchange(state_->files_seen, now);
  // Time alone changes what is to be said of them.
  if (!rests || now == state_->files_read) return state_->warn_of_certificates();
  try {
    state_->read_certificates_again();
    state_->shared.diagnostics.report("files of certificates have changed and were read again");
  } catch (const std::exception& error) {
    state_->shared.diagnostics.report(fmt::format("{}; the old certificates stay in use", error.what()));
  }
}

std::vector<io::FileVersion> Server::State::versions_of_files() const {
  std::vector<io::FileVersion> all;
  for (const PlannedEndpoint& endpoint : planned) {
    const auto versions = endpoint.versions_of_files();
    all.insert(all.end(), versions.begin(), versions.end());
  }
  return all;
}

void Server::State::read_certificates_again() {
  files_read = versions_of_files();
  auto renewed = planned;
  for (PlannedEndpoint& endpoint : renewed) endpoint.read_certificates_again();
  change(std::move(renewed), site_plans, server::RunningLimits::of(shared.options));
}

void Server::State::change(std::vector<PlannedEndpoint> renewed, std::vector<SitePlan> plans,
                           const server::RunningLimits& limits) {
  std::vector<server::TlsContexts> contexts;
  for (const auto& endpoint : renewed) contexts.push_back(make_contexts(endpoint, workers.size()));
  auto sites = make_sites(plans, limits);
  planned = std::move(renewed);
  site_plans = std::move(plans);
  change_limits(site_plans, limits);
  for (std::size_t i = 0; i < workers.size(); ++i) {
    workers[i]->change_sites(sites);
    for (std::size_t port = 0; port < planned.size(); ++port) {
      if (planned[port].certificate) workers[i]->change_tls(port, contexts[port][i]);
    }
  }
  warn_of_certificates();
}

// --- limits ----------------------------------------------------------------------------------------------------------

void Server::limit_bandwidth(const Bandwidth& bandwidth) {
  const std::lock_guard lock(state_->changing);
  auto limits = server::RunningLimits::of(state_->shared.options);
  limits.bandwidth = bandwidth;
  state_->change_limits(limits);
}

void Server::limit_arrivals(const Arrivals& arrivals) {
  const std::lock_guard lock(state_->changing);
  auto limits = server::RunningLimits::of(state_->shared.options);
  limits.arrivals = arrivals;
  state_->change_limits(limits);
}

void Server::limit_memory(std::uint64_t octets) {
  const std::lock_guard lock(state_->changing);
  auto limits = server::RunningLimits::of(state_->shared.options);
  limits.memory = octets;
  state_->change_limits(limits);
}

ArrivalsRefused Server::arrivals_refused() const {
  return state_->shared.arrivals->refused();
}

void Server::State::change_limits(const server::RunningLimits& limits) {
  auto sites = make_sites(site_plans, limits);
  change_limits(site_plans, limits);
  for (const auto& worker : workers) worker->change_sites(sites);
}

std::shared_ptr<server::SiteRates> Server::State::rates_of(const std::string& site) {
  auto& known = site_rates[site];
  if (known == nullptr) known = std::make_shared<server::SiteRates>(rates);
  return known;
}

std::shared_ptr<server::SiteArrivals> Server::State::arrivals_of(const std::string& site) {
  auto& known = site_arrivals[site];
  if (known == nullptr) known = std::make_shared<server::SiteArrivals>(shared.arrivals);
  return known;
}

void Server::State::change_limits(const std::vector<SitePlan>& plans, const server::RunningLimits& limits) {
  shared.options.bandwidth = limits.bandwidth;
  shared.options.arrivals = limits.arrivals;
  shared.options.request_body = limits.request_body;
  rates->change(limits.bandwidth);
  shared.arrivals->change(limits.arrivals);
  shared.options.memory = limits.memory;
  shared.memory.limit(limits.memory);
  for (const auto& worker : workers) worker->look_at_memory();
  const auto plan_of = [&plans, none = SitePlan()](const std::string& name) -> const SitePlan& {
    const auto plan = std::ranges::find(plans, name, &SitePlan::name);
    return plan == plans.end() ? none : *plan;
  };
  for (const auto& [name, of_site] : site_rates) of_site->change(plan_of(name).rates);
  for (const auto& [name, of_site] : site_arrivals) of_site->change(plan_of(name).requests);
}

// Certificates that clients will refuse serve all the same: the operator may know why.
void Server::State::warn_of_certificates() {
  std::set<std::string> now;
  for (const PlannedEndpoint& endpoint : planned) {
    for (std::string& problem : problems_of(endpoint, site_plans)) now.insert(std::move(problem));
  }
  for (const std::string& problem : now) {
    if (!warnings.contains(problem)) shared.diagnostics.report(problem);
  }
  warnings = std::move(now);
}

}  // namespace weft
