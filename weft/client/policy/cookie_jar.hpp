// RFC 6265: cookies that servers have set, and those that go with a request.
//
//   weft::CookieJar jar;                             // a handle: copies are the same jar, usable from any thread
//   weft::Client client({.cookies = jar});
//
// SameSite makes no difference: no request of a client comes from a site. Nothing is written to a disk.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <weft/http/date.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/url.hpp>

namespace weft {

class CookieJar {
 public:
  CookieJar();

  // --- limits --------------------------------------------------------------------------------------------------------
  // RFC 6265 6.1 asks for 50 for each domain and 3000 in all, at least. Here it is the registered domain.
  static constexpr std::size_t most_per_domain = 180;
  static constexpr std::size_t most = 3000;
  // Beyond the RFC: servers refuse longer heads.
  static constexpr std::size_t most_octets_of_field = 8190;

  // Keeps the cookie of a Set-Cookie field in a response of `url`. False: the cookie is refused.
  bool set(const http::Url& url, std::string_view set_cookie, http::Date now);
  // The same for all of a response's fields.
  void set_all(const http::Url& url, const http::Fields& fields, http::Date now);

  // The Cookie field of a request: "a=1; b=2". Empty: none.
  std::string field_for(const http::Url& url, http::Date now);

  // Some may have expired.
  std::size_t size() const;
  void clear();

  // They are the same jar.
  friend bool operator==(const CookieJar&, const CookieJar&) = default;

 private:
  struct State;

  std::shared_ptr<State> state_;
};

}  // namespace weft
