#include <weft/client/push/caching.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <weft/http/text.hpp>

namespace weft::client {

namespace {

using http::FieldName;
using Seconds = Caching::Seconds;

// RFC 9111 1.2.2: "the cache MUST consider the value to be 2147483648 (2^31)" where a number is too large.
constexpr std::uint64_t most_seconds = std::uint64_t{1} << 31;

std::optional<Seconds> parse_seconds(std::string_view text) {
  const auto value = http::parse_decimal(text);
  if (!value) return std::nullopt;
  return Seconds(static_cast<std::int64_t>(std::min(*value, most_seconds)));
}

// RFC 9111 5.2: cache-directive = token [ "=" ( token / quoted-string ) ]
struct Directive {
  std::string_view name;
  std::string_view argument;
};

// The octets up to the comma that ends a directive: those in quoted strings do not.
std::size_t end_of_directive(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      return i;
    }
  }
  return text.size();
}

Directive parse_directive(std::string_view text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  std::string_view argument = text.substr(std::min(equals + 1, text.size()));
  if (argument.size() >= 2 && argument.starts_with('"') && argument.ends_with('"')) {
    argument = argument.substr(1, argument.size() - 2);
  }
  return {http::trim(text.substr(0, equals)), argument};
}

// RFC 9111 5.2.2: the directives that matter to a private cache.
struct CacheControl {
  bool no_store = false;
  bool no_cache = false;
  bool is_public = false;
  bool is_private = false;
  bool must_understand = false;
  std::optional<Seconds> max_age;

  void take(const Directive& directive) {
    const auto is = [&](std::string_view name) { return http::equals_ignoring_case(directive.name, name); };
    no_store |= is("no-store");
    // With names of fields as well. RFC 9111 5.2.2.4: "the special handling for the qualified form is not widely
    // implemented."
    no_cache |= is("no-cache");
    is_public |= is("public");
    is_private |= is("private");
    must_understand |= is("must-understand");
    // RFC 9111 4.2.1: "Caches are encouraged to consider responses that have invalid freshness information (e.g., a
    // max-age directive with non-integer content) to be stale."
    if (is("max-age") && !max_age) max_age = parse_seconds(directive.argument).value_or(Seconds(0));
  }
};

CacheControl cache_control_of(const http::Fields& fields) {
  CacheControl control;
  for (const Field& field : fields) {
    if (field.name != http::to_string(FieldName::cache_control)) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      const std::size_t end = end_of_directive(rest);
      control.take(parse_directive(http::trim(rest.substr(0, end))));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return control;
}

// RFC 9110 15.1. 206 is left out: RFC 9111 3 wants it understood.
bool is_heuristically_cacheable(http::Status status) {
  constexpr std::uint16_t cacheable[] = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501};
  return std::find(std::begin(cacheable), std::end(cacheable), http::code(status)) != std::end(cacheable);
}

bool may_be_stored(http::Status status, const http::Fields& fields, const CacheControl& control) {
  if (control.no_store || http::code(status) == 206 || http::code(status) == 304) return false;
  if (is_heuristically_cacheable(status)) return true;
  if (control.must_understand) return false;
  return control.is_public || control.is_private || control.max_age || fields.find(FieldName::expires);
}

std::optional<http::Date> date_in(const http::Fields& fields, FieldName name, http::Date now) {
  const auto text = fields.find(name);
  return text ? http::parse_date(*text, now) : std::nullopt;
}

// RFC 9111 4.2.1: "using the first match".
std::optional<Seconds> lifetime_of(const http::Fields& fields, const CacheControl& control, http::Date received) {
  if (control.max_age) return control.max_age;
  if (!fields.find(FieldName::expires)) return std::nullopt;
  // RFC 9111 5.3: "A cache recipient MUST interpret invalid date formats, especially the value "0", as representing a
  // time in the past".
  const auto expires = date_in(fields, FieldName::expires, received);
  if (!expires) return Seconds(0);
  const Seconds lifetime = *expires - date_in(fields, FieldName::date, received).value_or(received);
  return std::max(lifetime, Seconds(0));
}

// RFC 9111 4.2.3: "corrected_initial_age = max(apparent_age, corrected_age_value)".
Seconds initial_age_of(const http::Fields& fields, const ExchangeDates& dates) {
  const auto date = date_in(fields, FieldName::date, dates.received);
  const Seconds apparent = date ? std::max(dates.received - *date, Seconds(0)) : Seconds(0);
  // RFC 9111 5.1: "a cache encountering a message with a list-based Age field value SHOULD use the first member of the
  // field value".
  std::string_view age = fields.find(FieldName::age).value_or("");
  const Seconds said = parse_seconds(http::next_element(age).value_or("")).value_or(Seconds(0));
  return std::max(apparent, said + std::max(dates.received - dates.asked, Seconds(0)));
}

}  // namespace

Caching caching_of(http::Status status, const http::Fields& fields, const ExchangeDates& dates) {
  const CacheControl control = cache_control_of(fields);
  Caching caching;
  caching.may_be_stored = may_be_stored(status, fields, control);
  caching.may_be_reused = caching.may_be_stored && !control.no_cache;
  caching.lifetime = lifetime_of(fields, control, dates.received);
  caching.initial_age = initial_age_of(fields, dates);
  return caching;
}

}  // namespace weft::client
