#include <weft/client/policy/cookie_date.hpp>

#include <algorithm>
#include <array>

#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

namespace chrono = std::chrono;

// RFC 6265 5.1.1: delimiter = %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E
constexpr http::OctetSet date_delimiter =
    http::OctetSet().with("\t").with(0x20, 0x2f).with(0x3b, 0x40).with(0x5b, 0x60).with(0x7b, 0x7e);
constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The next token, which is taken off; empty at the end.
std::string_view next_token(std::string_view& text) {
  const auto is_delimiter = [](char c) { return date_delimiter.contains(c); };
  const auto begin = std::find_if_not(text.begin(), text.end(), is_delimiter);
  const auto end = std::find_if(begin, text.end(), is_delimiter);
  const std::string_view token(begin, end);
  text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  return token;
}

// A number of `least` to `most` digits at the front, which is taken off.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  if (size < least || size > most) return std::nullopt;
  const auto value = http::parse_decimal(text.substr(0, size));
  text.remove_prefix(size);
  return static_cast<int>(*value);
}

// time = time-field ":" time-field ":" time-field [ non-digit *OCTET ]
std::optional<std::array<int, 3>> time_in(std::string_view token) {
  std::array<int, 3> time{};
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (i > 0 && !token.starts_with(':')) return std::nullopt;
    if (i > 0) token.remove_prefix(1);
    const auto part = take_number(token, 1, 2);
    if (!part) return std::nullopt;
    time[i] = *part;
  }
  return time;
}

std::optional<unsigned> month_in(std::string_view token) {
  const auto found = std::find_if(month_names.begin(), month_names.end(), [&](std::string_view name) {
    return http::equals_ignoring_case(token.substr(0, 3), name);
  });
  if (found == month_names.end()) return std::nullopt;
  return static_cast<unsigned>(found - month_names.begin()) + 1;
}

// The parts of a date, each from the first token that looks like it.
struct CookieDate {
  std::optional<std::array<int, 3>> time;
  std::optional<int> day;
  std::optional<unsigned> month;
  std::optional<int> year;

  void take(std::string_view token) {
    if (!time && (time = time_in(token))) return;
    std::string_view rest = token;
    if (!day && (day = take_number(rest, 1, 2))) return;
    if (!month && (month = month_in(token))) return;
    if (!year) year = take_number(token, 2, 4);
  }
};

// RFC 6265 5.1.1: "If the year-value is greater than or equal to 70 and less than or equal to 99, increment the
// year-value by 1900. If the year-value is greater than or equal to 0 and less than or equal to 69, increment the
// year-value by 2000."
int whole_year(int year) {
  if (year >= 100) return year;
  return year >= 70 ? year + 1900 : year + 2000;
}

}  // namespace

std::optional<http::Date> parse_cookie_date(std::string_view text) {
  CookieDate parts;
  for (auto token = next_token(text); !token.empty(); token = next_token(text)) parts.take(token);
  if (!parts.time || !parts.day || !parts.month || !parts.year) return std::nullopt;
  const auto [hour, minute, second] = *parts.time;
  const int year = whole_year(*parts.year);
  if (year < 1601 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const chrono::year_month_day date{chrono::year(year), chrono::month(*parts.month),
                                    chrono::day(static_cast<unsigned>(*parts.day))};
  if (!date.ok()) return std::nullopt;
  return chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute) + chrono::seconds(second);
}

}  // namespace weft::client
