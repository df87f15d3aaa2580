// RFC 9110 5.6.7: dates as text. Dates are seconds since 1970 in UTC, and the caller passes them in: nothing here reads
// a clock.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace weft::http {

using Date = std::chrono::sys_seconds;

// "Sun, 06 Nov 1994 08:49:37 GMT"
using DateText = std::array<char, 29>;

// Years 0 to 9999; a date outside is shown as the first or the last second of these years.
DateText format_date(Date date);

inline std::string_view as_text(const DateText& text) {
  return {text.data(), text.size()};
}

// Parses all three forms. `now` decides the century of the form that has two digits for the year.
std::optional<Date> parse_date(std::string_view text, Date now);

}  // namespace weft::http
