#include <weft/server/limits/rates_in_use.hpp>

#include <algorithm>

#include <weft/server/limits/client_network.hpp>

namespace weft::server {
namespace {

// The places of rates in a plan.
enum Place : std::size_t { server_place, client_place, site_place };

std::shared_ptr<const RateSetting> if_any(const std::shared_ptr<RateSetting>& setting) {
  return setting->per_second() != 0 ? setting : nullptr;
}

}  // namespace

void RateSettings::change(const Rates& rates) const {
  sending->change(rates.sending);
  receiving->change(rates.receiving);
}

// --- clients ---------------------------------------------------------------------------------------------------------

void ClientRates::change(const Rates& rates) {
  settings_.change(rates);
}

void ClientRates::add(const std::string& host, session::server::RatePlan& plan, Time now) {
  const bool sends = settings_.sending->per_second() != 0;
  const bool receives = settings_.receiving->per_second() != 0;
  if (!sends && !receives) return;
  std::string network = client_network(host);
  if (network.empty()) return;
  const std::lock_guard lock(mutex_);
  if (rates_.size() >= most_) drop_rested(now);
  const SharedRates& rates = rates_.try_emplace(std::move(network), settings_).first->second;
  if (sends) plan.sending.shared[client_place] = rates.sending;
  if (receives) plan.receiving.shared[client_place] = rates.receiving;
}

// A client whose burst is whole is as good as new.
void ClientRates::drop_rested(Time now) {
  std::erase_if(rates_, [now](const auto& each) { return !each.second.is_used() && each.second.is_rested(now); });
  most_ = std::max(2 * rates_.size(), least_looked_at);
}

std::size_t ClientRates::size() const {
  const std::lock_guard lock(mutex_);
  return rates_.size();
}

// --- a server and its sites ------------------------------------------------------------------------------------------

void ServerRates::change(const Bandwidth& bandwidth) {
  settings_.change(bandwidth.server);
  clients_.change(bandwidth.client);
  connection_.change(bandwidth.connection);
  request_.change(bandwidth.request);
}

// Rates that all share are there without a limit as well, so that one that is set later holds for what runs.
void ServerRates::add(const std::string& host, session::server::RatePlan& plan, Time now) {
  plan.sending.shared[server_place] = all_.sending;
  plan.receiving.shared[server_place] = all_.receiving;
  clients_.add(host, plan, now);
  plan.sending.connection = if_any(connection_.sending);
  plan.receiving.connection = if_any(connection_.receiving);
  plan.sending.message = if_any(request_.sending);
  plan.receiving.message = if_any(request_.receiving);
}

session::server::RatePlan SiteRates::plan(const std::string& host, Time now) const {
  session::server::RatePlan plan;
  server_->add(host, plan, now);
  plan.sending.shared[site_place] = all_.sending;
  plan.receiving.shared[site_place] = all_.receiving;
  return plan;
}

}  // namespace weft::server
