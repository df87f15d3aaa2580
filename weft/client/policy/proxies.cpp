#include <weft/client/policy/proxies.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <weft/client/policy/credentials.hpp>
#include <weft/http/target.hpp>
#include <weft/http/text.hpp>

namespace weft {

namespace {

constexpr std::string_view scheme_mark = "://";
// RFC 1928 3: "The SOCKS service is conventionally located on TCP port 1080."
constexpr std::uint16_t socks_port = 1080;
// RFC 9110 4.2.2: "If the port subcomponent is empty or not given, TCP port 443 (the reserved port for HTTP over TLS)
// is the default."
constexpr std::uint16_t https_port = 443;

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

std::optional<std::uint16_t> port_of(Proxy::Kind kind) {
  if (kind == Proxy::Kind::http) return std::nullopt;
  return kind == Proxy::Kind::https ? https_port : socks_port;
}

bool names_a_port(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  return colon != authority.npos && authority.find(']', colon) == authority.npos;
}

// "user:password", each with octets as %xx.
void take_user(std::string_view user_info, Proxy& proxy) {
  const std::size_t colon = std::min(user_info.find(':'), user_info.size());
  Arena arena;
  const auto user = http::percent_decode(user_info.substr(0, colon), arena);
  const auto password = http::percent_decode(user_info.substr(std::min(colon + 1, user_info.size())), arena);
  if (!user || !password) throw std::invalid_argument("expected user and password with octets as %xx");
  proxy.user = *user;
  proxy.password = *password;
  client::check_credentials(proxy.user, proxy.password);
}

Proxy proxy_of(std::string_view text) {
  const std::string whole = with_scheme(text);
  const std::string_view scheme = std::string_view(whole).substr(0, whole.find(scheme_mark));
  const auto kind = kind_of(scheme);
  if (!kind) throw std::invalid_argument("expected http://, https://, socks5:// or socks5h://");
  // Behind the scheme all of them are the same.
  const auto url = http::parse_url("http" + whole.substr(scheme.size()));
  if (!url) throw std::invalid_argument(http::to_string(url.error()));
  if (url->target != "/") throw std::invalid_argument("expected a proxy without a path");
  Proxy proxy{.kind = *kind, .host = url->host, .port = url->port};
  if (!names_a_port(url->authority)) proxy.port = port_of(*kind).value_or(url->port);
  if (url->user_info) take_user(*url->user_info, proxy);
  // RFC 1929 2: lengths have an octet.
  if (*kind == Proxy::Kind::socks5 && std::max(proxy.user.size(), proxy.password.size()) > 255) {
    throw std::invalid_argument("expected a user and a password of at most 255 octets");
  }
  return proxy;
}

std::string variable(const char* name, const char* upper_case) {
  const char* value = std::getenv(name);
  if (value == nullptr && upper_case != nullptr) value = std::getenv(upper_case);
  return value == nullptr ? std::string() : std::string(value);
}

// nullopt: the variable is empty.
std::optional<Proxy> take(std::string_view name, std::string_view value) {
  if (value.empty()) return std::nullopt;
  try {
    return proxy_of(value);
  } catch (const std::invalid_argument& fault) {
    throw std::invalid_argument(fmt::format("{}: {}", name, fault.what()));
  }
}

}  // namespace

Proxies::Variables Proxies::environment() {
  return {.http_proxy = variable("http_proxy", nullptr),
          .https_proxy = variable("https_proxy", "HTTPS_PROXY"),
          .all_proxy = variable("all_proxy", "ALL_PROXY"),
          .no_proxy = variable("no_proxy", "NO_PROXY")};
}

Proxies::Proxies(const Variables& variables)
    : http_(take("http_proxy", variables.http_proxy)), https_(take("https_proxy", variables.https_proxy)) {
  const auto for_all = take("all_proxy", variables.all_proxy);
  if (!http_) http_ = for_all;
  if (!https_) https_ = for_all;
  auto none = client::NoProxy::parse(variables.no_proxy);
  if (!none) throw std::invalid_argument(fmt::format("no_proxy: {}", none.error()));
  none_ = std::move(*none);
}

const Proxy* Proxies::find(const http::Url& url) const {
  const auto& proxy = url.scheme == http::Scheme::https ? https_ : http_;
  return proxy && !none_.covers(url) ? &*proxy : nullptr;
}

bool Proxies::any_over_tls() const {
  const auto is_over_tls = [](const std::optional<Proxy>& proxy) { return proxy && proxy->kind == Proxy::Kind::https; };
  return is_over_tls(http_) || is_over_tls(https_);
}

}  // namespace weft
