// RFC 3986 and RFC 9110 4.2: URLs of http and https.
//
//   const auto url = parse_url("https://[::1]:8443/a?b#c");      // host "::1", port 8443, target "/a?b"
//   if (!url) … to_string(url.error());                          // "expected a port up to 65535, at octet 11"
//   const auto next = resolve(*url, "../d");                     // where a Location field leads from there
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/result.hpp>

namespace weft::http {

enum class Scheme : std::uint8_t { http, https };

// "https" …
std::string_view to_string(Scheme scheme);
std::uint16_t default_port(Scheme scheme);

struct Url {
  Scheme scheme = Scheme::https;
  // RFC 9110 4.2.4: "A sender MUST NOT generate the userinfo subcomponent (and its "@" delimiter)". What stands before
  // the "@", as written; nullopt where there is no "@".
  std::optional<std::string> user_info = {};
  // Host and port as written, as Host and :authority have them.
  std::string authority = {};
  // A name or an address; an IPv6 address has no brackets here.
  std::string host = {};
  // That of the scheme where the URL has none.
  std::uint16_t port = 0;
  // Path and query, as a request asks for them. Begins with "/".
  std::string target = "/";
  // As written, with its "#"; empty where there is none. RFC 9110 7.1: the fragment stays with the client.
  std::string fragment = {};

  // "https://example.org:8443"
  std::string origin() const;
  // The URL as it may be shown and sent: without user information and fragment.
  std::string text() const;
};

// RFC 9110 4.3.1: scheme, host and port are the same.
bool same_origin(const Url& a, const Url& b);

// An order of origins, for maps: "less" where `a` is before `b`.
bool origin_less(const Url& a, const Url& b);

// The part of a URL that was not as expected, and the offset where it begins.
struct UrlFault {
  enum class Expected : std::uint8_t { scheme, user_info, host, port, target };
  Expected expected{};
  std::size_t at = 0;

  friend bool operator==(const UrlFault&, const UrlFault&) = default;
};

// "expected a port up to 65535, at octet 11"; the first octet is 1.
std::string to_string(UrlFault fault);

// An absolute URL. Octets of path and query stay as they are: "." and ".." are segments like others.
Result<Url, UrlFault> parse_url(std::string_view text);

// RFC 3986 5.2: the URL that `reference` means where it stands in a response of `base`. Segments "." and ".." are
// followed. Offsets of faults are those in `reference`.
Result<Url, UrlFault> resolve(const Url& base, std::string_view reference);

// Views of an absolute URL where a copy would cost too much. Only the scheme is checked.
struct UrlParts {
  Scheme scheme{};
  // With user information, if there is any.
  std::string_view authority = {};
  // Path, query and fragment.
  std::string_view rest = {};
};

// nullopt for a text that does not begin with "http://" or "https://".
std::optional<UrlParts> split_url(std::string_view text);

}  // namespace weft::http
