// RFC 6265 and its revision: cookies of a request, and those that a response sets.
//
//   if (auto sid = c.cookie("sid")) …
//   c.set_cookie("sid", token, {.max_age = std::chrono::hours(8)});
//   c.set_cookie("__Host-sid", token);                    // the browser refuses it from anywhere else
//   c.clear_cookie("sid");
//
// What is not said is safe: scripts do not see the cookie, other sites' forms do not send it, it is for the host that
// set it, and over a secure connection only for such connections.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/http/fields.hpp>

namespace weft::server {

// Which requests from other sites have the cookie: none; those that lead the user here; all, for which the cookie has
// to be secure.
enum class SameSite : std::uint8_t { strict, lax, none };

struct CookieOptions {
  // Without one the cookie goes with the browser.
  std::optional<std::chrono::seconds> max_age = {};
  std::string_view path = "/";
  // The cookie is for hosts below it, too. Empty: for the host that set it alone.
  std::string_view domain = {};
  SameSite same_site = SameSite::lax;
  bool http_only = true;
  // For secure connections alone. Without a word: where the connection is secure. Behind a proxy that ends TLS, say so.
  std::optional<bool> secure = {};
};

// The value of the first cookie of that name; a view of the fields. Names are compared octet by octet.
std::optional<std::string_view> find_cookie(const http::Fields& fields, std::string_view name);

// The value of set-cookie. std::invalid_argument for a name, a value or an attribute that no browser would take:
// control octets, spaces, any of ",;\ and quotes in a value; name and value above 4096 octets, attributes above 1024;
// names with __Host- or __Secure- whose conditions do not hold; SameSite=None without Secure. Values with other octets
// have to be encoded, in base64 or by http::encode_form().
std::string set_cookie_text(std::string_view name, std::string_view value, const CookieOptions& options,
                            bool connection_is_secure);

}  // namespace weft::server

namespace weft {
using server::CookieOptions;
using server::SameSite;
}  // namespace weft
