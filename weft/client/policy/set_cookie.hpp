// RFC 6265 5.2: what a Set-Cookie field says.
#pragma once

#include <optional>
#include <string_view>

#include <weft/http/date.hpp>

namespace weft::client {

// Views of the field.
struct SetCookie {
  std::string_view name;
  std::string_view value;
  // Without a leading "."; empty: the host alone.
  std::string_view domain;
  // nullopt: that of the URL.
  std::optional<std::string_view> path;
  // nullopt: as long as the jar.
  std::optional<http::Date> expires;
  bool secure = false;
};

// nullopt where the field is no cookie. `now` is what Max-Age counts from.
std::optional<SetCookie> parse_set_cookie(std::string_view field, http::Date now);

}  // namespace weft::client
