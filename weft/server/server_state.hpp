// The parts of a server. server.cpp opens and runs them, server_configure.cpp makes them of a configuration.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <weft/io/file_version.hpp>
#include <weft/server/config/config.hpp>
#include <weft/server/control/control_server.hpp>
#include <weft/server/entrance.hpp>
#include <weft/server/limits/arrivals_in_use.hpp>
#include <weft/server/limits/rates_in_use.hpp>
#include <weft/server/planned_endpoint.hpp>
#include <weft/server/server.hpp>
#include <weft/server/site.hpp>
#include <weft/server/termination.hpp>
#include <weft/server/worker.hpp>
#include <weft/session/ordered_recordings.hpp>
#include <weft/session/trace_fork.hpp>

namespace weft {

namespace server {

// The options that change while a server runs.
struct RunningLimits {
  static RunningLimits of(const ServerOptions& options) {
    return {options.bandwidth, options.arrivals, options.request_body, options.memory};
  }

  Bandwidth bandwidth = {};
  Arrivals arrivals = {};
  std::uint64_t request_body = ServerOptions::any_size;
  std::uint64_t memory = 0;
};

// A host of the program: host.hpp.
struct HostPlan {
  SitePlan site;
  Router so_far = {};
  std::optional<Certificate> certificate = {};
};

// Routes of one endpoint: Server::endpoint(). Its number is its place in the list, from 1 on.
struct EndpointPlan {
  std::string name;
  std::shared_ptr<GroupPlan> group;
  Router so_far = {};
};

}  // namespace server

struct Server::State {
  explicit State(ServerOptions options)
      : shared{.options = options, .sites = {}, .diagnostics = server::Diagnostics(options.diagnostics), .logs = {}} {}

  // Throws std::logic_error once threads run: what they share does not change any more.
  server::Shared& before_start();
  void plan(server::PlannedEndpoint endpoint);
  std::shared_ptr<const server::Sites> make_sites(const std::vector<server::SitePlan>& plans,
                                                  const server::RunningLimits& limits);
  std::shared_ptr<server::SiteRates> rates_of(const std::string& site);
  std::shared_ptr<server::SiteArrivals> arrivals_of(const std::string& site);
  // What runs obeys as well.
  void change_limits(const std::vector<server::SitePlan>& plans, const server::RunningLimits& limits);
  // Those of the whole server. `changing` is held.
  void change_limits(const server::RunningLimits& limits);
  std::size_t add_log(const server::AccessLogOptions& options);
  // Those of a configuration.
  void add_logs(const Config& next);
  // Those that have the lines of a site.
  server::AccessLogs::Some logs_of(const std::string& site) const;
  // server_endpoints.cpp
  bool listens_at(std::string_view name) const;
  void check_endpoint_names() const;
  std::uint8_t number_of_endpoint(std::string_view name) const;
  // The same, and std::invalid_argument for a name that neither routes nor an endpoint have.
  std::uint8_t known_endpoint(std::string_view name) const;
  // Opens everything; no thread runs yet.
  void prepare();
  void open(server::PlannedEndpoint& endpoint, std::vector<io::Listening> sockets);
  // Those that were inherited, for each endpoint.
  std::vector<std::vector<io::Listening>> find_inherited();
  std::vector<io::ListenSet> open_sockets_of(const server::PlannedEndpoint& endpoint) const;
  void launch();
  // The end has begun.
  void end(server::ServerPhase next);
  // All is made before anything changes. `changing` is held.
  void read_certificates_again();
  void change(std::vector<server::PlannedEndpoint> renewed, std::vector<server::SitePlan> plans,
              const server::RunningLimits& limits);
  void take(const Config& next);
  // Those of `hosts`, for the endpoints that have no other for them.
  void add_host_certificates(std::vector<server::PlannedEndpoint>& known_endpoints) const;
  void warn_of_certificates();
  std::vector<io::FileVersion> versions_of_files() const;
  // server_tasks.cpp
  void begin_tasks();
  void tell_of_drain();
  // server_control.cpp
  server::ServerStatus status();
  std::shared_ptr<server::ConnectionList> list_connections(std::size_t most);
  std::shared_ptr<server::StreamReport> report_streams(const server::StreamQuery& query);
  void let_recordings_listen();
  void finish_control();

  server::Shared shared;
  // The program's routes and files, which are on every site.
  server::SitePlan program;
  // Tells a mistake in a route of the program as soon as it is said.
  server::Router routes_so_far;
  // Their addresses stay.
  std::list<server::HostPlan> hosts;
  std::list<server::EndpointPlan> endpoint_plans;
  // The sites of a configuration; without any there is one, the program's.
  std::vector<server::SitePlan> site_plans;
  // The rates of sites, by name: a site that is made anew keeps them. Those of the program's have no name.
  const std::shared_ptr<server::ServerRates> rates = std::make_shared<server::ServerRates>();
  std::map<std::string, std::shared_ptr<server::SiteRates>, std::less<>> site_rates;
  std::map<std::string, std::shared_ptr<server::SiteArrivals>, std::less<>> site_arrivals;
  // Logs of all sites, and the one of those that have none of their own.
  server::AccessLogs::Some common_logs;
  std::optional<std::size_t> main_log;
  // By the name of the site: whether it has main_log, and its own.
  struct LogsOfSite {
    bool has_main = true;
    server::AccessLogs::Some own = {};
  };
  std::map<std::string, LogsOfSite, std::less<>> site_logs;
  // Folders that sites of configurations have, or had.
  std::map<std::string, std::weak_ptr<const server::Files>> folders;
  // The one that the server began with; null without.
  std::unique_ptr<const Config> config;
  // Guards what may change once the server runs.
  std::mutex changing;
  // The files of certificates when they were looked at last, and when they were read last, be it in vain.
  std::vector<io::FileVersion> files_seen;
  std::vector<io::FileVersion> files_read;
  // Warnings are told once.
  std::set<std::string> warnings;
  std::vector<server::PlannedEndpoint> planned;
  std::vector<Endpoint> endpoints;
  // Null without a folder for them. Connections outlive neither.
  std::unique_ptr<session::OrderedRecordings> recordings;
  std::optional<session::TraceFork> all_listen;
  std::vector<std::unique_ptr<server::Worker>> workers;
  std::vector<std::thread> threads;
  const std::shared_ptr<server::Entrance> entrance = std::make_shared<server::Entrance>();
  std::optional<server::TerminationSignals> signals;
  io::InheritedSockets inherited;
  std::atomic<server::ServerPhase> phase = server::ServerPhase::serving;
  std::chrono::system_clock::time_point since;
  Time started{};
  std::function<bool()> reload_action;
  // Beside requests: server_tasks.cpp.
  std::vector<std::pair<Duration, std::function<void()>>> periodic;
  std::vector<std::function<void()>> at_drain;
  // Null without a control endpoint. Its thread ends before all else goes.
  std::unique_ptr<server::ControlServer> control;
};

}  // namespace weft
