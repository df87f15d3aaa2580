#include <weft/server/control/control_guard.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>

#include <fmt/format.h>

#include <weft/config/leaves.hpp>
#include <weft/http/authority.hpp>
#include <weft/server/context.hpp>
#include <weft/server/endpoint.hpp>

namespace weft::server {
namespace {

using http::Status;

constexpr std::string_view reports = "GET /healthz, /readyz, /metrics, /status, /streams, /record, /live";
constexpr std::string_view orders = "PUT /bandwidth, POST /reload, /reopen-log, /drain, /record";

bool is_local(const http::RequestHead& request) {
  const auto authority = http::parse_authority(request.authority);
  return authority && is_loopback_host(authority->bare_host());
}

// A name that leads here from elsewhere may be of a page that runs in a browser of this machine.
bool is_of_this_machine(Context& c) {
  return is_loopback_host(c.link().peer->host) && is_local(c.request());
}

// A page of another site has made the request. A browser says where a request comes from; other programs say nothing.
// RFC 6454 7: "null" is an origin that is not told.
bool is_foreign(Context& c) {
  const auto site = c.field(http::FieldName::sec_fetch_site);
  if (site && *site != "same-origin" && *site != "none") return true;
  const auto origin = c.field(http::FieldName::origin);
  return origin && *origin != fmt::format("http://{}", c.request().authority);
}

bool is_order(http::Method method) {
  return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

void guard(const GuardOptions& options, Context& c, const Next& next) {
  c.set(http::FieldName::cache_control, "no-store");
  if (options.checks_host && !is_local(c.request())) {
    return answer_error(c, Status::misdirected_request, "host", "expected localhost or a loopback address as the host");
  }
  if (options.local_orders && is_order(c.method()) && !is_of_this_machine(c)) {
    return answer_error(c, Status::forbidden, "host",
                        "expected an order from this machine, to localhost or a loopback address: others may look");
  }
  // A link to the page is harmless. To look at all connections takes the server's time.
  if (is_foreign(c) && c.path() != "/live") {
    return answer_error(c, Status::forbidden, "origin", "expected a request that no page of another site has made");
  }
  const Status status = c.response().status;
  if (http::code(status) < 400) return static_cast<void>(next());
  answer_error(c, status, http::reason_phrase(status), fmt::format("expected {}, {}", reports, orders));
}

}  // namespace

Middleware control_guard(const GuardOptions& options) {
  return Middleware([options](Context& c, Next next) { guard(options, c, next); });
}

bool check_control_place(std::string_view url, bool allow_remote) {
  const EndpointUrl place = parse_endpoint_url(url);
  if (place.secure) refuse_endpoint(url, "control speaks http or unix");
  if (place.transport == EndpointUrl::Transport::unix_socket) return false;
  if (!allow_remote && !is_loopback_host(place.host)) {
    refuse_endpoint(url, "control is for localhost or a loopback address, unless remote hosts are allowed");
  }
  return true;
}

bool is_loopback_host(std::string_view host) {
  const std::string text(host);
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

void answer_error(Context& c, http::Status status, std::string_view error, std::string_view message) {
  c.status(status).json(
      fmt::format("{{\"error\":{},\"message\":{}}}\n", config::json_string(error), config::json_string(message)));
}

}  // namespace weft::server
