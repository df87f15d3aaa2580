#include <weft/server/site.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/base/host_pattern.hpp>
#include <weft/http/text.hpp>
#include <weft/server/context.hpp>
#include <weft/server/handlers/files.hpp>

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

Site make_site(const SitePlan& program, const SitePlan& own) {
  Site site{.hosts = own.hosts, .router = {}, .mounts = own.mounts};
  site.mounts.insert(site.mounts.end(), program.mounts.begin(), program.mounts.end());
  site.push = joined_push_rules(program.push, own.push);
  // Behind all other middleware: a client that is turned away gets no pushes.
  const Middlewares last = site.push ? Middlewares{push_by(site.push)} : Middlewares();
  const Middlewares shared = joined(program.middlewares, own.middlewares);
  for (const SitePlan* plan : {&program, &own}) {
    for (const Route& route : plan->routes) {
      site.router.add(route.method, route.pattern,
                      composed(joined(joined(shared, route.middlewares), last), route.handler));
    }
  }
  site.response_rules = own.response_rules;
  site.compression = own.compression ? own.compression : program.compression;
  if (!shared.empty()) site.own_answers = composed(shared, give_own_answer);
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
