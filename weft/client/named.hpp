// The requests of a client that has a name: see client_factory.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/client/policy/cookie_jar.hpp>
#include <weft/client/request.hpp>
#include <weft/client/version.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/url.hpp>

namespace weft {

// Members that are not set are as the factory's options say.
struct NamedClientOptions {
  // The URLs of requests are relative to it (RFC 3986 5.2): "notes" is https://example.test/v1/notes with the base
  // https://example.test/v1/. The part behind the last "/" is replaced.
  std::string base = {};
  // In each request that has no field of that name by itself. With a base they stay with its origin, since secrets may
  // be among them.
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::optional<http::Version> version = {};
  std::optional<VersionPolicy> policy = {};
  // For all of a request.
  std::optional<Duration> timeout = {};
  std::optional<Duration> head_limit = {};
  std::optional<Duration> body_limit = {};
  // Not shared with other names, unless it is the same jar.
  std::optional<CookieJar> cookies = {};
  std::optional<bool> decode = {};
  std::optional<unsigned> redirects = {};
};

namespace client {

class Named {
 public:
  // Throws std::invalid_argument for a base that is no URL, and for fields that HTTP does not allow.
  explicit Named(NamedClientOptions options);

  // The URL that a request is for.
  Result<http::Url, http::UrlFault> locate(std::string_view url) const;
  // Before the caller has said something.
  void begin(Request& request) const;
  // Behind all that the caller has said.
  void complete(Request& request) const;

 private:
  const NamedClientOptions options_;
  std::optional<http::Url> base_;
  // Names in lower case.
  http::Fields fields_;
};

}  // namespace client
}  // namespace weft
