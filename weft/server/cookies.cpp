#include <weft/server/cookies.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/field_rules.hpp>
#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::server {
namespace {

// RFC 6265bis 5.6: user agents drop cookies whose name and value have more octets, and longer attributes.
constexpr std::size_t most_octets = 4096;
constexpr std::size_t most_attribute_octets = 1024;

// RFC 6265 4.1.1: "cookie-octet = %x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E"
constexpr auto cookie_octets = http::OctetSet().with(0x21, 0x7e).without("\",;\\");
// RFC 6265 4.1.1: "path-value = <any CHAR except CTLs or ";">"
constexpr auto path_octets = http::OctetSet().with(0x20, 0x7e).without(";");
constexpr auto domain_octets = http::OctetSet().with("-.").with_letters_and_digits();

void must(bool holds, std::string_view name, std::string_view rule) {
  if (!holds) throw std::invalid_argument(fmt::format("the cookie \"{}\" cannot be set: {}", name, rule));
}

bool has_prefix(std::string_view name, std::string_view prefix) {
  return http::equals_ignoring_case(name.substr(0, prefix.size()), prefix);
}

void check_texts(std::string_view name, std::string_view value, const CookieOptions& options) {
  must(http::is_token(name), name, "its name is not a token");
  must(cookie_octets.contains_all(value), name,
       "its value has an octet other than visible ASCII without \" , ; and \\: encode the value");
  must(name.size() + value.size() <= most_octets, name, "name and value have more than 4096 octets");
  must(options.path.starts_with('/') && path_octets.contains_all(options.path), name,
       "its path does not begin with \"/\", or has a \";\" or a control octet");
  must(domain_octets.contains_all(options.domain), name, "its domain is not the name of a host");
  must(std::max(options.path.size(), options.domain.size()) <= most_attribute_octets, name,
       "its path or its domain has more than 1024 octets");
}

// RFC 6265bis 4.1.3 and 5.4: the conditions of the prefixes, which user agents compare in any case.
void check_rules(std::string_view name, const CookieOptions& options, bool secure) {
  const bool is_host_only = has_prefix(name, "__Host-");
  must(secure || !is_host_only, name, "__Host- needs a secure cookie");
  must(secure || !has_prefix(name, "__Secure-"), name, "__Secure- needs a secure cookie");
  must(!is_host_only || (options.path == "/" && options.domain.empty()), name,
       "__Host- needs the path \"/\" and no domain");
  must(secure || options.same_site != SameSite::none, name, "SameSite=None needs a secure cookie");
}

std::string_view to_string(SameSite same_site) {
  switch (same_site) {
    case SameSite::strict:
      return "Strict";
    case SameSite::lax:
      return "Lax";
    case SameSite::none:
      return "None";
  }
  return {};
}

std::optional<std::string_view> find_in(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const auto pair = http::trim(cookies.substr(0, cookies.find(';')));
    cookies.remove_prefix(std::min(cookies.find(';'), cookies.size() - 1) + 1);
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos || pair.substr(0, equals) != name) continue;
    return pair.substr(equals + 1);
  }
  return std::nullopt;
}

}  // namespace

// RFC 9113 8.2.3: "the Cookie header field MAY be split into separate header fields, each with one or more
// cookie-pairs."
std::optional<std::string_view> find_cookie(const http::Fields& fields, std::string_view name) {
  if (!fields.may_have(http::FieldName::cookie)) return std::nullopt;
  for (const Field& field : fields) {
    if (field.token != http::token(http::FieldName::cookie)) continue;
    if (const auto value = find_in(field.value, name)) return value;
  }
  return std::nullopt;
}

std::string set_cookie_text(std::string_view name, std::string_view value, const CookieOptions& options,
                            bool connection_is_secure) {
  const bool secure = options.secure.value_or(connection_is_secure);
  check_texts(name, value, options);
  check_rules(name, options, secure);
  std::string text = fmt::format("{}={}; Path={}", name, value, options.path);
  if (options.max_age) text += fmt::format("; Max-Age={}", options.max_age->count());
  if (!options.domain.empty()) text += fmt::format("; Domain={}", options.domain);
  if (secure) text += "; Secure";
  if (options.http_only) text += "; HttpOnly";
  return text + "; SameSite=" + std::string(to_string(options.same_site));
}

}  // namespace weft::server
