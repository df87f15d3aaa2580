#include <weft/server/site.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/base/host_pattern.hpp>
#include <weft/http/text.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/context.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/middlewares/body_limit.hpp>
#include <weft/server/middlewares/time_limit.hpp>

namespace weft::server {
namespace {

std::size_t fit_of(const Site& site, std::string_view host) {
  std::size_t best = 0;
  for (const std::string& own : site.hosts) best = std::max(best, host_fit(own, host));
  return best;
}

Middlewares joined(Middlewares first, const Middlewares& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

void give_own_answer(Context& context) {
  const http::Status status = context.response().status;
  if (status != http::Status::no_content) context.error(status);
}

// `not_found` gives one of them.
Handler own_answer(const std::optional<Handler>& not_found) {
  if (!not_found) return give_own_answer;
  const Middleware others = [](Context& context, Next next) {
    if (context.response().status != http::Status::not_found) return give_own_answer(context);
    next();
  };
  return others.around(*not_found);
}

// The outermost comes first.
Middlewares of_groups(const GroupPlan* group) {
  return group == nullptr ? Middlewares() : joined(of_groups(group->outer.get()), group->middlewares);
}

// The nearest one.
const std::optional<Handler>& not_found_of(const GroupPlan* group, const std::optional<Handler>& of_site) {
  if (group == nullptr) return of_site;
  return group->not_found ? group->not_found : not_found_of(group->outer.get(), of_site);
}

// Prefixes that fit the same paths have the same: "/users/{}".
std::string shape_of(std::string_view prefix) {
  std::string shape;
  bool is_name = false;
  for (const char octet : prefix) {
    if (octet == '}') is_name = false;
    if (!is_name) shape += octet;
    if (octet == '{') is_name = true;
  }
  return shape;
}

// Of groups with one prefix, the first that says what is not found goes before the first of the others.
void add_group_answers(std::optional<Router>& answers, std::uint8_t endpoint, const SitePlan& program,
                       const SitePlan& own, const Middlewares& shared, const std::optional<Handler>& not_found) {
  std::set<std::string> shapes;
  for (const bool has_page : {true, false}) {
    for (const SitePlan* plan : {&program, &own}) {
      for (const auto& group : plan->groups) {
        const Middlewares chain = of_groups(group.get());
        const auto& page = not_found_of(group.get(), not_found);
        if (group->endpoint != 0 && group->endpoint != endpoint) continue;
        if (group->prefix.empty() || group->not_found.has_value() != has_page || (chain.empty() && !page)) continue;
        if (!shapes.insert(shape_of(group->prefix)).second) continue;
        if (!answers) answers.emplace();
        answers->add(http::Method::get, group->prefix + std::string(rest_of_group),
                     composed(joined(shared, chain), own_answer(page)));
      }
    }
  }
}

std::uint8_t endpoint_of(const Route& route) {
  return route.group == nullptr ? 0 : route.group->endpoint;
}

std::vector<EndpointPaths> endpoints_of(const SitePlan& program) {
  std::set<std::uint8_t> numbers;
  for (const Route& route : program.routes) numbers.insert(endpoint_of(route));
  numbers.erase(0);
  std::vector<EndpointPaths> paths;
  for (const auto number : numbers) paths.push_back({number});
  return paths;
}

// What any route takes.
std::uint64_t most_body(const SitePlan& program, const SitePlan& own, std::uint64_t usual) {
  std::uint64_t most = usual;
  for (const SitePlan* plan : {&program, &own}) {
    for (const Route& route : plan->routes) most = std::max(most, route.request_body.value_or(0));
  }
  return most;
}

// The nearest one; null where none says it.
std::shared_ptr<const Compression> compression_of(const GroupPlan* group) {
  if (group == nullptr || group->compression) return group == nullptr ? nullptr : group->compression;
  return compression_of(group->outer.get());
}

// Before all other middleware, where the route has another compression than the site.
Middlewares own_compression(Site& site, const Route& route) {
  auto own = compression_of(route.group.get());
  if (!own && route.compress == true && !site.compression) {
    static const auto usual = std::make_shared<const Compression>(CompressionOptions());
    own = usual;
  }
  if (route.compress == false) own = nullptr;
  if (!own && route.compress != false) return {};
  auto& all = site.route_compressions;
  const auto place = std::ranges::find(all, own) - all.begin();
  if (place == std::numeric_limits<std::uint8_t>::max()) {
    throw std::invalid_argument("a site has at most 255 compressions of routes and groups");
  }
  if (place == std::ssize(all)) all.push_back(std::move(own));
  const auto number = static_cast<std::uint8_t>(place + 1);
  return {[number](Context& context, Next next) {
    compress_by(context, number);
    next();
  }};
}

}  // namespace

std::string_view host_of(std::string_view authority, HostText& text) {
  const auto bracket = authority.find(']');
  authority = authority.substr(0, authority.find(':', bracket == authority.npos ? 0 : bracket));
  if (authority.ends_with('.')) authority.remove_suffix(1);
  if (authority.size() > text.size()) return {};
  std::transform(authority.begin(), authority.end(), text.begin(), http::to_lower);
  return {text.data(), authority.size()};
}

const Mount* Site::mount_of(std::string_view path) const {
  const Mount* best = nullptr;
  for (const auto& mount : mounts) {
    if (mount.covers(path) && (best == nullptr || mount.prefix.size() > best->prefix.size())) best = &mount;
  }
  return best;
}

void SitePlan::add_files(std::string_view prefix, std::shared_ptr<const Files> files) {
  // A request's parameters tell nothing of what lies below: c.file() could not find the directory.
  if (!prefix.empty() && (!prefix.starts_with('/') || prefix.find_first_of("{}") != prefix.npos)) {
    throw std::invalid_argument(
        fmt::format("files \"{}\": a prefix begins with / and has no parameters, as in /static", prefix));
  }
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  routes.push_back({http::Method::get, fmt::format("{}/{{path...}}", prefix),
                    [files](Context& context) { files->answer(context, context.parameters().find("path")); }});
  mounts.push_back({std::string(prefix), std::move(files)});
}

const EndpointPaths* Site::paths_of(std::uint8_t endpoint) const {
  const auto its = std::ranges::find(endpoints, endpoint, &EndpointPaths::endpoint);
  return its == endpoints.end() ? nullptr : &*its;
}

bool Site::has_connects() const {
  const auto has = [](const EndpointPaths& paths) { return paths.router.has_connects(); };
  return router.has_connects() || std::ranges::any_of(endpoints, has);
}

const Handler* Site::own_answer_at(std::uint8_t endpoint, std::string_view path, Parameters& parameters) const {
  const auto* const paths = paths_of(endpoint);
  const auto& groups = paths == nullptr ? group_answers : paths->group_answers;
  if (groups && !path.empty()) {
    const auto match = groups->match(http::Method::get, path, parameters);
    if (match.handler != nullptr) return match.handler;
  }
  return own_answers ? &*own_answers : nullptr;
}

SitePlan SitePlan::without_routes() const {
  SitePlan rest = *this;
  rest.routes.clear();
  rest.mounts.clear();
  rest.groups.clear();
  return rest;
}

void add_route(Router& router, const Route& route, Handler handler) {
  if (route.is_connect) return router.add_connect(route.pattern, std::move(handler));
  if (route.method) return router.add(*route.method, route.pattern, std::move(handler));
  router.add_any(route.pattern, std::move(handler));
}

Site make_site(const SitePlan& program, const SitePlan& own, std::uint64_t request_body) {
  Site site{.hosts = own.hosts, .router = {}, .mounts = own.mounts};
  site.mounts.insert(site.mounts.end(), program.mounts.begin(), program.mounts.end());
  site.push = joined_push_rules(program.push, own.push);
  // Behind all other middleware: a client that is turned away gets no pushes.
  const Middlewares last = site.push ? Middlewares{push_by(site.push)} : Middlewares();
  const Middlewares shared = joined(program.middlewares, own.middlewares);
  const std::uint64_t usual_body = own.request_body.value_or(request_body);
  site.request_body = most_body(program, own, usual_body);
  site.endpoints = endpoints_of(program);
  site.compression = own.compression ? own.compression : program.compression;
  for (const SitePlan* plan : {&program, &own}) {
    for (const Route& route : plan->routes) {
      Middlewares chain = joined(shared, of_groups(route.group.get()));
      const std::uint64_t body = route.request_body.value_or(usual_body);
      if (body < site.request_body) chain.insert(chain.begin(), body_limit(body));
      chain = joined(own_compression(site, route), chain);
      Handler handler =
          route.timeout > Duration::zero() ? time_limit(route.timeout).around(route.handler) : route.handler;
      handler = composed(joined(joined(std::move(chain), route.middlewares), last), std::move(handler));
      const auto endpoint = endpoint_of(route);
      if (endpoint == 0) add_route(site.router, route, handler);
      for (auto& paths : site.endpoints) {
        if (endpoint == 0 || endpoint == paths.endpoint) add_route(paths.router, route, handler);
      }
    }
  }
  site.response_rules = own.response_rules;
  site.needs_client = own.needs_client;
  site.on_error = own.on_error ? own.on_error : program.on_error;
  const auto& not_found = own.not_found ? own.not_found : program.not_found;
  if (!shared.empty() || not_found) site.own_answers = composed(shared, own_answer(not_found));
  add_group_answers(site.group_answers, 0, program, own, shared, not_found);
  for (auto& paths : site.endpoints) {
    add_group_answers(paths.group_answers, paths.endpoint, program, own, shared, not_found);
  }
  return site;
}

// RFC 9110 7.4: an authority that is none of ours is for the first site.
const Site& Sites::find_among_many(std::string_view authority) const {
  HostText text;
  const std::string_view host = host_of(authority, text);
  const Site* const best = best_fit(sites_, [host](const Site& site) { return fit_of(site, host); });
  return best == nullptr ? sites_.front() : *best;
}

}  // namespace weft::server
