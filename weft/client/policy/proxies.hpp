// Which proxy a request goes through, as the variables http_proxy, https_proxy, all_proxy and no_proxy say.
//
//   options.proxies = Proxies::from_environment();
//   options.proxies = Proxies({.all_proxy = "https://user:password@proxy:3128", .no_proxy = "localhost,
//   .example.org"});
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/client/policy/no_proxy.hpp>
#include <weft/http/url.hpp>

namespace weft {

struct Proxy {
  // socks5: names are the proxy's to look up (RFC 1928), as socks5h says aloud. https: as http, over TLS.
  enum class Kind : std::uint8_t { http, socks5, https };

  Kind kind = Kind::http;
  std::string host = {};
  std::uint16_t port = 0;
  // Empty: none.
  std::string user = {};
  std::string password = {};

  friend bool operator==(const Proxy&, const Proxy&) = default;
};

class Proxies {
 public:
  struct Variables {
    std::string http_proxy = {};
    std::string https_proxy = {};
    std::string all_proxy = {};
    std::string no_proxy = {};
  };

  // None at all.
  Proxies() = default;
  // std::invalid_argument names the variable, and what was expected.
  explicit Proxies(const Variables& variables);
  static Proxies from_environment() { return Proxies(environment()); }
  // In lower case, or else in upper case. HTTP_PROXY does not count: in a CGI program it is a field of the request.
  static Variables environment();

  // Null: straight to the origin.
  const Proxy* find(const http::Url& url) const;
  // One at least is reached over TLS.
  bool any_over_tls() const;

 private:
  std::optional<Proxy> http_;
  std::optional<Proxy> https_;
  client::NoProxy none_;
};

}  // namespace weft
