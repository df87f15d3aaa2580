#include <weft/client/policy/set_cookie.hpp>

#include <algorithm>
#include <chrono>

#include <weft/client/policy/cookie_date.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

using http::Date;
using std::chrono::seconds;

// RFC 6265bis 5.6: "If the sum of the lengths of the name string and the value string is more than 4096 octets, abort
// these steps and ignore the set-cookie-string entirely." The same for attributes of more than 1024.
constexpr std::size_t most_octets_of_pair = 4096;
constexpr std::size_t most_octets_of_attribute = 1024;
// RFC 6265bis 5.5: a cookie ends after 400 days at the latest.
constexpr seconds most_age = std::chrono::days(400);

// Cuts off what stands before `mark`, and the mark itself.
std::string_view take_until(std::string_view& text, char mark) {
  const std::string_view front = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(front.size() + 1, text.size()));
  return front;
}

// RFC 6265bis 5.6: a cookie with a control character, but HTAB, is ignored.
bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\t') || octet == 0x7f;
  });
}

// RFC 6265 5.2.2: "If delta-seconds is less than or equal to zero (0), let expiry-time be the earliest representable
// date and time."
std::optional<Date> expiry_of_age(std::string_view text, Date now) {
  const bool past = text.starts_with('-');
  if (past) text.remove_prefix(1);
  const auto value = http::parse_decimal(text);
  if (!value) return std::nullopt;
  if (past || *value == 0) return Date::min();
  const auto limit = static_cast<std::uint64_t>(most_age.count());
  return now + seconds(static_cast<seconds::rep>(std::min(*value, limit)));
}

struct Attributes {
  std::optional<Date> by_age;
  std::optional<Date> by_date;
};

// RFC 6265 5.2.1 to 5.2.6. An attribute that comes again overrules the one before.
void take_attribute(std::string_view text, Date now, SetCookie& cookie, Attributes& expiry) {
  const auto name = http::trim(take_until(text, '='));
  const auto value = http::trim(text);
  if (value.size() > most_octets_of_attribute) return;
  const auto is = [&](std::string_view other) { return http::equals_ignoring_case(name, other); };
  if (is("expires")) {
    if (const auto date = parse_cookie_date(value)) expiry.by_date = std::min(*date, now + most_age);
  } else if (is("max-age")) {
    if (const auto date = expiry_of_age(value, now)) expiry.by_age = date;
  } else if (is("domain")) {
    cookie.domain = value.substr(value.starts_with('.') ? 1 : 0);
  } else if (is("path")) {
    // RFC 6265 5.2.4: "If the attribute-value is empty or if the first character of the attribute-value is not %x2F
    // ("/"): Let cookie-path be the default-path."
    cookie.path = value.starts_with('/') ? std::optional(value) : std::nullopt;
  } else if (is("secure")) {
    cookie.secure = true;
  }
}

}  // namespace

std::optional<SetCookie> parse_set_cookie(std::string_view field, Date now) {
  if (has_control(field)) return std::nullopt;
  std::string_view pair = take_until(field, ';');
  SetCookie cookie;
  // RFC 6265bis 5.6: "If the name-value-pair string lacks a %x3D ("=") character, then the name string is empty, and
  // the value string is the value of name-value-pair."
  const bool named = pair.find('=') != pair.npos;
  if (named) cookie.name = http::trim(take_until(pair, '='));
  cookie.value = http::trim(pair);
  const std::size_t size = cookie.name.size() + cookie.value.size();
  if (size == 0 || size > most_octets_of_pair) return std::nullopt;
  Attributes expiry;
  while (!field.empty()) take_attribute(take_until(field, ';'), now, cookie, expiry);
  // RFC 6265 5.3: Max-Age overrules Expires.
  cookie.expires = expiry.by_age ? expiry.by_age : expiry.by_date;
  return cookie;
}

}  // namespace weft::client
