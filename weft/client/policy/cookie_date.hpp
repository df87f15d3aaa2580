// RFC 6265 5.1.1: the date of a cookie's Expires, which servers write in every way that one can think of.
#pragma once

#include <optional>
#include <string_view>

#include <weft/http/date.hpp>

namespace weft::client {

std::optional<http::Date> parse_cookie_date(std::string_view text);

}  // namespace weft::client
