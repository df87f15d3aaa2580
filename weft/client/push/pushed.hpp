// A pushed response, and whether it is what a request asks for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <weft/base/time.hpp>
#include <weft/client/policy/cookie_jar.hpp>
#include <weft/client/push/caching.hpp>
#include <weft/client/request.hpp>
#include <weft/client/response.hpp>

namespace weft::client {

// By whom a request is made, as far as a server can tell.
struct Credentials {
  std::optional<CookieJar> cookies;
  std::string cookie;
  std::string authorization;

  friend bool operator==(const Credentials&, const Credentials&) = default;
};

Credentials credentials_of(const Request& request);

struct Pushed {
  // The promised request.
  http::Method method = http::Method::get;
  http::Url url;
  http::Fields fields;
  // Those of the request that the promise came with: a response that was pushed to one user is for nobody else.
  Credentials credentials;
  http::Url parent;

  // As it came. The version and the connection are known from the beginning.
  Response response;
  std::optional<std::uint64_t> content_length;
  Caching caching;
  Time received{};
  // A request has had it.
  bool used = false;

  // RFC 9111 4.2.3: current_age.
  std::chrono::seconds age(Time now) const;
  bool is_fresh(Time now) const;
  // Octets of memory held, near enough for a budget.
  std::size_t octets() const;
};

// The method and the URL, in one way of writing.
std::string key_of(http::Method method, const http::Url& url);

// Whether a response that was pushed may answer such a request at all. One that says by itself what it wants of a
// cache, or asks for a part or by a condition, is for the server; so is one that may not go over HTTP/2.
bool may_take_pushed(const Request& request);

// RFC 9111 4.1: the fields that the response names in Vary are in the promise as they are in `sent`.
bool has_the_same_fields(const Pushed& pushed, const http::Fields& sent);

}  // namespace weft::client
