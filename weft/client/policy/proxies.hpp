// Which proxy a request goes through, as the variables http_proxy, https_proxy, all_proxy and no_proxy say.
//
//   const auto proxies = Proxies::parse(Proxies::environment());
//   if (const Proxy* proxy = proxies->find(url)) …                 // null: straight to the origin
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <weft/base/result.hpp>
#include <weft/client/policy/no_proxy.hpp>
#include <weft/http/url.hpp>

namespace weft::client {

struct Proxy {
  // socks5: names are the proxy's to look up (RFC 1928), as socks5h says aloud.
  enum class Kind : std::uint8_t { http, https, socks5 };

  Kind kind = Kind::http;
  std::string host = {};
  std::uint16_t port = 0;
  // Empty: none.
  std::string user = {};
  std::string password = {};
};

class Proxies {
 public:
  struct Variables {
    std::string http_proxy = {};
    std::string https_proxy = {};
    std::string all_proxy = {};
    std::string no_proxy = {};
  };
  // In lower case, or else in upper case. HTTP_PROXY does not count: in a CGI program it is a field of the request.
  static Variables environment();

  // The error names the variable, and what was expected.
  static Result<Proxies, std::string> parse(const Variables& variables);

  const Proxy* find(const http::Url& url) const;

 private:
  std::optional<Proxy> http_;
  std::optional<Proxy> https_;
  NoProxy none_;
};

}  // namespace weft::client
