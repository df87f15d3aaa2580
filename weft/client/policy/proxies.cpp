#include <weft/client/policy/proxies.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <weft/http/target.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

constexpr std::string_view scheme_mark = "://";
// RFC 1928 3: "The SOCKS service is conventionally located on TCP port 1080."
constexpr std::uint16_t socks_port = 1080;

std::optional<Proxy::Kind> kind_of(std::string_view scheme) {
  using http::equals_ignoring_case;
  if (equals_ignoring_case(scheme, "http")) return Proxy::Kind::http;
  if (equals_ignoring_case(scheme, "https")) return Proxy::Kind::https;
  if (equals_ignoring_case(scheme, "socks5") || equals_ignoring_case(scheme, "socks5h")) return Proxy::Kind::socks5;
  return std::nullopt;
}

// A variable may have the name of a host alone.
std::string with_scheme(std::string_view text) {
  return text.find(scheme_mark) == text.npos ? fmt::format("http://{}", text) : std::string(text);
}

bool names_a_port(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  return colon != authority.npos && authority.find(']', colon) == authority.npos;
}

// "user:password", each with octets as %xx.
bool take_user(std::string_view user_info, Proxy& proxy) {
  const std::size_t colon = std::min(user_info.find(':'), user_info.size());
  Arena arena;
  const auto user = http::percent_decode(user_info.substr(0, colon), arena);
  const auto password = http::percent_decode(user_info.substr(std::min(colon + 1, user_info.size())), arena);
  if (!user || !password) return false;
  proxy.user = *user;
  proxy.password = *password;
  return true;
}

Result<Proxy, std::string> proxy_of(std::string_view text) {
  const std::string whole = with_scheme(text);
  const std::string_view scheme = std::string_view(whole).substr(0, whole.find(scheme_mark));
  const auto kind = kind_of(scheme);
  if (!kind) return fail(std::string("expected http://, https://, socks5:// or socks5h://"));
  // Behind the scheme all of them are the same.
  const bool secure = *kind == Proxy::Kind::https;
  const auto url = http::parse_url((secure ? "https" : "http") + whole.substr(scheme.size()));
  if (!url) return fail(http::to_string(url.error()));
  if (url->target != "/") return fail(std::string("expected a proxy without a path"));
  Proxy proxy{.kind = *kind, .host = url->host, .port = url->port};
  if (*kind == Proxy::Kind::socks5 && !names_a_port(url->authority)) proxy.port = socks_port;
  if (url->user_info && !take_user(*url->user_info, proxy)) {
    return fail(std::string("expected user and password with octets as %xx"));
  }
  return proxy;
}

std::string variable(const char* name, const char* upper_case) {
  const char* value = std::getenv(name);
  if (value == nullptr && upper_case != nullptr) value = std::getenv(upper_case);
  return value == nullptr ? std::string() : std::string(value);
}

// nullopt: the variable is empty.
Result<std::optional<Proxy>, std::string> take(std::string_view name, std::string_view value) {
  if (value.empty()) return std::nullopt;
  auto proxy = proxy_of(value);
  if (!proxy) return fail(fmt::format("{}: {}", name, proxy.error()));
  return std::move(*proxy);
}

}  // namespace

Proxies::Variables Proxies::environment() {
  return {.http_proxy = variable("http_proxy", nullptr),
          .https_proxy = variable("https_proxy", "HTTPS_PROXY"),
          .all_proxy = variable("all_proxy", "ALL_PROXY"),
          .no_proxy = variable("no_proxy", "NO_PROXY")};
}

Result<Proxies, std::string> Proxies::parse(const Variables& variables) {
  auto for_http = take("http_proxy", variables.http_proxy);
  if (!for_http) return fail(std::move(for_http.error()));
  auto for_https = take("https_proxy", variables.https_proxy);
  if (!for_https) return fail(std::move(for_https.error()));
  auto for_all = take("all_proxy", variables.all_proxy);
  if (!for_all) return fail(std::move(for_all.error()));
  auto none = NoProxy::parse(variables.no_proxy);
  if (!none) return fail(fmt::format("no_proxy: {}", none.error()));
  Proxies proxies;
  proxies.http_ = *for_http ? *for_http : *for_all;
  proxies.https_ = *for_https ? *for_https : *for_all;
  proxies.none_ = std::move(*none);
  return proxies;
}

const Proxy* Proxies::find(const http::Url& url) const {
  const auto& proxy = url.scheme == http::Scheme::https ? https_ : http_;
  return proxy && !none_.covers(url) ? &*proxy : nullptr;
}

}  // namespace weft::client
