#include <weft/server/group.hpp>

#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <weft/http/text.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/context.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/require_http11.hpp>
#include <weft/server/response_rules.hpp>
#include <weft/server/server_state.hpp>

namespace weft::server {
namespace {

Middleware with_priority(std::string_view value) {
  check_priority_value(value);
  return [text = std::string(value)](Context& context, Next next) {
    context.set(http::FieldName::priority, text);
    next();
  };
}

// RFC 9110 15.6.2: "The 501 (Not Implemented) status code indicates that the server does not support the functionality
// required to fulfill the request."
Middleware of_protocol(std::string_view protocol) {
  return [text = std::string(protocol)](Context& context, Next next) {
    if (context.request().protocol != text) return context.error(http::Status::not_implemented);
    next();
  };
}

// A pattern below `plan`, which may be null.
std::string below(const GroupPlan* plan, std::string_view pattern) {
  if (plan == nullptr || plan->prefix.empty()) return std::string(pattern);
  if (!pattern.empty() && !pattern.starts_with('/')) {
    throw std::invalid_argument(fmt::format("route \"{}\" of \"{}\": a pattern begins with /", pattern, plan->prefix));
  }
  return plan->prefix + std::string(pattern);
}

}  // namespace

Routed& Routed::use(Middleware middleware) {
  server_.state_->before_start();
  site_.routes[number_].middlewares.push_back(std::move(middleware));
  return *this;
}

Routed& Routed::priority(std::string_view value) {
  return use(with_priority(value));
}

Routed Group::route(http::Method method, std::string_view pattern, Handler handler, const RouteOptions& options) {
  if (method == http::Method::connect || method == http::Method::trace) {
    throw std::invalid_argument(fmt::format("route \"{}\": {} cannot be routed", pattern, http::to_string(method)));
  }
  return add(method, pattern, std::move(handler), options);
}

Routed Group::any(std::string_view pattern, Handler handler, const RouteOptions& options) {
  return add(std::nullopt, pattern, std::move(handler), options);
}

Routed Group::connect(std::string_view protocol, std::string_view pattern, Handler handler,
                      const RouteOptions& options) {
  if (protocol.empty() || http::equals_ignoring_case(protocol, "websocket")) {
    throw std::invalid_argument(fmt::format("route \"{}\": expected a protocol other than websocket", pattern));
  }
  return add(std::nullopt, pattern, of_protocol(protocol).around(std::move(handler)), options, true);
}

Routed Group::add(std::optional<http::Method> method, std::string_view pattern, Handler handler,
                  const RouteOptions& options, bool is_connect) {
  before_start();
  Route route{.method = method, .pattern = below(plan_.get(), pattern), .handler = std::move(handler), .group = plan_};
  if (options.timeout < Duration::zero()) {
    throw std::invalid_argument(fmt::format("route \"{}\": a time limit is above 0", route.pattern));
  }
  route.request_body = options.body;
  route.timeout = options.timeout;
  route.compress = options.compress;
  route.is_connect = is_connect;
  if (options.http11_only) route.middlewares.push_back(require_http11());
  if (!options.priority.empty()) route.middlewares.push_back(with_priority(options.priority));
  add_route(*so_far_, route, route.handler);
  site_->routes.push_back(std::move(route));
  return {*server_, *site_, site_->routes.size() - 1};
}

Routed Group::files(std::string_view prefix, const std::filesystem::path& directory) {
  return files(prefix, directory, {});
}

Routed Group::files(std::string_view prefix, const std::filesystem::path& directory, const FilesOptions& options) {
  before_start();
  SitePlan made;
  made.add_files(below(plan_.get(), prefix), std::make_shared<const Files>(directory, options));
  Route route = std::move(made.routes.front());
  route.group = plan_;
  add_route(*so_far_, route, route.handler);
  site_->routes.push_back(std::move(route));
  site_->mounts.push_back(std::move(made.mounts.front()));
  return {*server_, *site_, site_->routes.size() - 1};
}

void Group::use(Middleware middleware) {
  before_start();
  (plan_ ? plan_->middlewares : site_->middlewares).push_back(std::move(middleware));
}

void Group::not_found(Handler handler) {
  before_start();
  if (handler.is_empty()) throw std::invalid_argument("not_found(): the handler has been moved away");
  (plan_ ? plan_->not_found : site_->not_found) = std::move(handler);
}

void Group::compress(const CompressionOptions& options) {
  before_start();
  (plan_ ? plan_->compression : site_->compression) = std::make_shared<const Compression>(options);
}

Group Group::group(std::string_view prefix) {
  before_start();
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  const auto made = std::make_shared<GroupPlan>(GroupPlan{.outer = plan_, .prefix = below(plan_.get(), prefix)});
  if (plan_ != nullptr) made->endpoint = plan_->endpoint;
  Router().add(http::Method::get, made->prefix + std::string(rest_of_group), [](Context&) {});
  site_->groups.push_back(made);
  return {*server_, *site_, *so_far_, made};
}

void Group::before_start() const {
  server_->state_->before_start();
}

}  // namespace weft::server
