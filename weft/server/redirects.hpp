// Paths, hosts and schemes that have moved: the requests for them are answered with a Location (RFC 9110 15.4).
//
//   server.use(weft::server::redirects({{.from = "/old/{rest...}", .to = "/new/{rest}"},
//                                       {.from = "/{rest...}", .to = "https://{host}/{rest}", .scheme = "http"}}));
//
// The rules are tried in order, before any handler. The query goes along where `to` has none of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <weft/http/status.hpp>
#include <weft/server/middleware.hpp>

namespace weft::server {

struct RedirectRule {
  // As for Router::add(): "/old/{name}", "/{rest...}".
  std::string from = {};
  // A path, or a URL of http or https. {name} is what the parameter took, {host} the host that the request is for,
  // without its port. Only {host} may stand before the path.
  std::string to = {};
  // 301, 302, 303, 307 or 308. 307 and 308 keep the method and the body.
  http::Status status = http::Status::permanent_redirect;
  // "http" or "https": for requests that came so. Empty: for both.
  std::string scheme = {};

  bool operator==(const RedirectRule&) const = default;
};

// Throws std::invalid_argument that says what is wrong.
void check_redirect(const RedirectRule& rule);

// The same, for any of the rules.
Middleware redirects(const std::vector<RedirectRule>& rules);
// Requests that came without TLS go to the same path of the same host by https: 308. Not behind a proxy that ends TLS,
// whose requests all come without.
Middleware redirect_to_https(std::uint16_t port = 443);

}  // namespace weft::server
