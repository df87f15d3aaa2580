// A site is what the server serves to those who ask for some hosts. Sites do not change once they are made: what is
// new is another value, and a request keeps the one that it began with.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/http/method.hpp>
#include <weft/server/errors.hpp>
#include <weft/server/handler.hpp>
#include <weft/server/limits/arrivals.hpp>
#include <weft/server/limits/bandwidth.hpp>
#include <weft/server/middleware.hpp>
#include <weft/server/push/push_rules.hpp>
#include <weft/server/router.hpp>

namespace weft::server {

class Compression;
class Files;
class SiteArrivals;
class ResponseRules;
class SiteRates;

// A directory that Server::files() has mounted.
struct Mount {
  // Without a "/" at its end: empty for all paths.
  std::string prefix;
  std::shared_ptr<const Files> files;

  bool covers(std::string_view path) const {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
  }
};

// A name of DNS has at most 253 octets; more can be no host of ours.
using HostText = std::array<char, 256>;
// The host of an authority as `text` holds it: in lower case, without the port and without the dot that ends a full
// name.
std::string_view host_of(std::string_view authority, HostText& text);

// The share of the clients of one endpoint: the routes of all endpoints, and its own.
struct EndpointPaths {
  std::uint8_t endpoint = 0;
  Router router = {};
  std::optional<Router> group_answers = {};
};

struct Site {
  // Names and patterns in lower case: base/host_pattern.hpp.
  std::vector<std::string> hosts;
  Router router;
  std::vector<Mount> mounts;
  // Gives the answers that no route gives, by the status that is set. Nothing where no middleware wants to see them.
  std::optional<Handler> own_answers = {};
  // The same below the prefixes of groups. Nothing where no group wants to see them.
  std::optional<Router> group_answers = {};
  // Instead of `router` and `group_answers`, for endpoints with routes of their own.
  std::vector<EndpointPaths> endpoints = {};
  // Null where nobody shapes errors.
  std::shared_ptr<const ErrorHandler> on_error = {};
  // Null where nothing limits how fast bodies go.
  std::shared_ptr<const SiteRates> rates = {};
  // Null where nothing limits how many requests come.
  std::shared_ptr<SiteArrivals> arrivals = {};
  // Octets that the body of a request may have, on any of its routes.
  std::uint64_t request_body = std::numeric_limits<std::uint64_t>::max();
  // Null where the site pushes nothing by itself.
  std::shared_ptr<const PushRules> push = {};
  // Numbers of the logs that have its lines: AccessLogs.
  std::vector<std::size_t> logs = {};
  // Null where nothing is said of priorities and pages of errors, or of compression.
  std::shared_ptr<const ResponseRules> response_rules = {};
  std::shared_ptr<const Compression> compression = {};
  // Those of routes that say something else; null for none at all.
  std::vector<std::shared_ptr<const Compression>> route_compressions = {};
  // Clients must have shown a certificate: nobody is served without TLS.
  bool needs_client = false;

  // The mount with the longest prefix, or null.
  const Mount* mount_of(std::string_view path) const;
  // The handler that gives an answer of weft's own, or null. `path` is empty where it is not known.
  const Handler* own_answer_at(std::uint8_t endpoint, std::string_view path, Parameters& parameters) const;
  const Router& router_at(std::uint8_t endpoint) const {
    const auto* const its = paths_of(endpoint);
    return its == nullptr ? router : its->router;
  }
  // RFC 8441 3: there is something to connect to.
  bool has_connects() const;

 private:
  const EndpointPaths* paths_of(std::uint8_t endpoint) const;
};

// Routes that share a prefix and middleware: group.hpp.
struct GroupPlan {
  std::shared_ptr<const GroupPlan> outer = {};
  // With those of the outer ones, and without a "/" at its end.
  std::string prefix = {};
  Middlewares middlewares = {};
  std::optional<Handler> not_found = {};
  // Null where it says nothing.
  std::shared_ptr<const Compression> compression = {};
  // Session Facts::endpoint; 0 for all.
  std::uint8_t endpoint = 0;
};

// Behind the prefix of a group: all paths below it. No parameter of a program is named so.
inline constexpr std::string_view rest_of_group = "/{-...}";

struct Route {
  // Nothing: all that have no route of their own.
  std::optional<http::Method> method;
  std::string pattern;
  Handler handler;
  Middlewares middlewares = {};
  // Null for a route that is in none.
  std::shared_ptr<const GroupPlan> group = {};
  // As RouteOptions say them.
  std::optional<std::uint64_t> request_body = {};
  Duration timeout = {};
  std::optional<bool> compress = {};
  // Group::connect(). There is no method then.
  bool is_connect = false;
};

// `handler` is the one that runs, with all that is before it.
void add_route(Router& router, const Route& route, Handler handler);

// The parts of a site: any number of sites may be made of them.
struct SitePlan {
  std::string name = {};
  std::vector<std::string> hosts = {};
  std::vector<Route> routes = {};
  std::vector<Mount> mounts = {};
  Middlewares middlewares = {};
  std::vector<std::shared_ptr<const GroupPlan>> groups = {};
  std::optional<Handler> not_found = {};
  std::shared_ptr<const ErrorHandler> on_error = {};
  Rates rates = {};
  ArrivalLimits requests = {};
  // Without a number: that of the server.
  std::optional<std::uint64_t> request_body = {};
  PushRules push = {};
  std::shared_ptr<const ResponseRules> response_rules = {};
  std::shared_ptr<const Compression> compression = {};
  bool needs_client = false;

  // The files below `prefix`, which is text like "/static", for GET and HEAD. Throws std::invalid_argument.
  void add_files(std::string_view prefix, std::shared_ptr<const Files> files);
  // All but routes, files and groups.
  SitePlan without_routes() const;
};

// A site with the routes and mounts of the program and its own, behind the middleware of both. Throws
// std::invalid_argument where two routes are the same. `request_body` is the limit where `own` has none.
Site make_site(const SitePlan& program, const SitePlan& own,
               std::uint64_t request_body = std::numeric_limits<std::uint64_t>::max());

// All sites of a server, at least one.
class Sites {
 public:
  explicit Sites(std::vector<Site> sites) : sites_(std::move(sites)) {}

  bool have_connects() const {
    return std::ranges::any_of(sites_, [](const Site& site) { return site.has_connects(); });
  }

  // The site whose hosts fit the authority of a request best; the first one is for unknown hosts.
  const Site& find(std::string_view authority) const {
    return sites_.size() == 1 ? sites_.front() : find_among_many(authority);
  }

 private:
  const Site& find_among_many(std::string_view authority) const;

  std::vector<Site> sites_;
};

}  // namespace weft::server
