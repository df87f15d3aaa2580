// RFC 9110 5.6.7: dates as text. Seconds since 1970 in UTC come and go as values: nothing here knows what time it is.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace weft::http {

using Date = std::chrono::sys_seconds;

// "Sun, 06 Nov 1994 08:49:37 GMT"
using DateText = std::array<char, 29>;

// Years 0 to 9999; what lies beyond is shown as the first or the last second of these.
DateText format_date(Date date);

inline std::string_view as_text(const DateText& text) {
  return {text.data(), text.size()};
}

// All three forms. `now` decides the century of the one that has two digits for the year.
std::optional<Date> parse_date(std::string_view text, Date now);

}  // namespace weft::http
