// The rates of a running server: those that all share, those of its clients, and those of a site. All of it may be used
// and changed by any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include <weft/base/shared_rate.hpp>
#include <weft/base/time.hpp>
#include <weft/server/limits/bandwidth.hpp>
#include <weft/session/server/connection_rates.hpp>

namespace weft::server {

struct RateSettings {
  void change(const Rates& rates) const;

  const std::shared_ptr<RateSetting> sending = std::make_shared<RateSetting>();
  const std::shared_ptr<RateSetting> receiving = std::make_shared<RateSetting>();
};

// As fast as its settings say, for all who share it.
struct SharedRates {
  explicit SharedRates(const RateSettings& settings)
      : sending(std::make_shared<SharedRate>(settings.sending)),
        receiving(std::make_shared<SharedRate>(settings.receiving)) {}

  bool is_rested(Time now) const { return sending->is_rested(now) && receiving->is_rested(now); }
  bool is_used() const { return sending.use_count() > 1 || receiving.use_count() > 1; }

  std::shared_ptr<SharedRate> sending;
  std::shared_ptr<SharedRate> receiving;
};

// One for each client that is there, or was a moment ago: a client that comes again goes on where it was.
class ClientRates {
 public:
  void change(const Rates& rates);
  // Adds to `plan` those of the client at this address.
  void add(const std::string& host, session::server::RatePlan& plan, Time now);
  std::size_t size() const;

 private:
  static constexpr std::size_t least_looked_at = 1024;

  void drop_rested(Time now);

  RateSettings settings_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, SharedRates> rates_;
  // Clients that are gone are looked for when there are so many.
  std::size_t most_ = least_looked_at;
};

class ServerRates {
 public:
  void change(const Bandwidth& bandwidth);
  void add(const std::string& host, session::server::RatePlan& plan, Time now);

 private:
  RateSettings settings_;
  SharedRates all_{settings_};
  ClientRates clients_;
  RateSettings connection_;
  RateSettings request_;
};

class SiteRates {
 public:
  explicit SiteRates(std::shared_ptr<ServerRates> server) : server_(std::move(server)) {}

  void change(const Rates& rates) { settings_.change(rates); }
  // The rates that a request from this address obeys.
  session::server::RatePlan plan(const std::string& host, Time now) const;

 private:
  const std::shared_ptr<ServerRates> server_;
  RateSettings settings_;
  SharedRates all_{settings_};
};

}  // namespace weft::server
