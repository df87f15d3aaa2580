#include <weft/server/host.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <weft/base/host_pattern.hpp>
#include <weft/server/log/access_log.hpp>
#include <weft/server/server_state.hpp>

namespace weft {

server::Host Server::host(std::string_view name) {
  state_->before_start();
  if (!is_host_pattern(name)) {
    throw std::invalid_argument(fmt::format(
        "host \"{}\": expected a name or a pattern in lower case, without a port: \"a.test\", \"*.a.test\"", name));
  }
  auto& hosts = state_->hosts;
  const auto known = std::ranges::find(hosts, name, [](const auto& host) { return std::string_view(host.site.name); });
  if (known != hosts.end()) return {*this, *known};
  server::HostPlan& host = hosts.emplace_back();
  host.site.name = name;
  host.site.hosts = {std::string(name)};
  return {*this, host};
}

void Server::State::add_host_certificates(std::vector<server::PlannedEndpoint>& known_endpoints) const {
  for (server::PlannedEndpoint& endpoint : known_endpoints) {
    auto& known = endpoint.options.hosts;
    for (const server::HostPlan& host : hosts) {
      const bool is_known = std::ranges::find(known, host.site.name, &HostOptions::host) != known.end();
      if (!endpoint.url.secure || !host.certificate || is_known) continue;
      known.push_back({.host = host.site.name,
                       .certificate = *host.certificate,
                       .protocols = endpoint.options.protocols,
                       .client_certificates = endpoint.options.client_certificates});
    }
  }
}

namespace server {

Host::Host(Server& server, HostPlan& plan) : Group(server, plan.site, plan.so_far), host_(&plan) {}

Host& Host::certificate(const Certificate& certificate) {
  before_start();
  host_->certificate = certificate;
  return *this;
}

Host& Host::access_log(const AccessLogOptions& options) {
  before_start();
  auto& state = *server_->state_;
  state.site_logs[host_->site.name].own.push_back(state.add_log(options));
  return *this;
}

Host& Host::on_error(ErrorHandler handler) {
  before_start();
  if (!handler) throw std::invalid_argument("on_error(): the handler is empty");
  host_->site.on_error = std::make_shared<const ErrorHandler>(std::move(handler));
  return *this;
}

Host& Host::compress(const CompressionOptions& options) {
  Group::compress(options);
  return *this;
}

}  // namespace server
}  // namespace weft
