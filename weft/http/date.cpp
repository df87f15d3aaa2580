#include <weft/http/date.hpp>

#include <algorithm>
#include <span>

#include <weft/http/text.hpp>

namespace weft::http {

namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> long_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr Date first_date = sys_days{year{0} / January / 1};
constexpr Date last_date = sys_days{year{9999} / December / 31} + 23h + 59min + 59s;

// Writes at the front of the room that is left.
class Writer {
 public:
  explicit Writer(DateText& text) : next_(text.data()) {}

  Writer& text(std::string_view text) {
    next_ = std::copy(text.begin(), text.end(), next_);
    return *this;
  }
  Writer& two_digits(unsigned value) {
    *next_++ = static_cast<char>('0' + value / 10);
    *next_++ = static_cast<char>('0' + value % 10);
    return *this;
  }

 private:
  char* next_;
};

// Reads from the front; after the first unexpected octet the reader has failed for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void expect(std::string_view text) {
    if (!rest_.starts_with(text)) return fail();
    rest_.remove_prefix(text.size());
  }

  // Reads one of the names, and returns its index.
  unsigned one_of(std::span<const std::string_view> names) {
    const auto found = std::find_if(names.begin(), names.end(), [this](auto name) { return rest_.starts_with(name); });
    if (found == names.end()) {
      fail();
      return 0;
    }
    rest_.remove_prefix(found->size());
    return static_cast<unsigned>(found - names.begin());
  }

  int number(std::size_t digits) {
    const std::optional<std::uint64_t> value = parse_decimal(rest_.substr(0, digits));
    if (!value || rest_.size() < digits) {
      fail();
      return 0;
    }
    rest_.remove_prefix(digits);
    return static_cast<int>(*value);
  }

  bool next_is(char c) const { return rest_.starts_with(c); }
  bool complete() const { return !failed_ && rest_.empty(); }

 private:
  void fail() {
    failed_ = true;
    rest_ = {};
  }

  std::string_view rest_;
  bool failed_ = false;
};

struct Parts {
  int year = 0;
  unsigned month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

void read_time(Reader& reader, Parts& parts) {
  parts.hour = reader.number(2);
  reader.expect(":");
  parts.minute = reader.number(2);
  reader.expect(":");
  parts.second = reader.number(2);
}

std::optional<Date> date_of(const Parts& parts) {
  const year_month_day date{year{parts.year}, month{parts.month}, day{static_cast<unsigned>(parts.day)}};
  // RFC 9110 5.6.7: time-of-day goes up to 23:59:60, a leap second.
  if (!date.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  return sys_days{date} + hours{parts.hour} + minutes{parts.minute} + seconds{parts.second};
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Date> parse_fixdate(std::string_view text) {
  Reader reader(text);
  Parts parts;
  reader.one_of(days);
  reader.expect(", ");
  parts.day = reader.number(2);
  reader.expect(" ");
  parts.month = reader.one_of(months) + 1;
  reader.expect(" ");
  parts.year = reader.number(4);
  reader.expect(" ");
  read_time(reader, parts);
  reader.expect(" GMT");
  return reader.complete() ? date_of(parts) : std::nullopt;
}

// "Sunday, 06-Nov-94 08:49:37 GMT"
std::optional<Date> parse_rfc850_date(std::string_view text, Date now) {
  Reader reader(text);
  Parts parts;
  reader.one_of(long_days);
  reader.expect(", ");
  parts.day = reader.number(2);
  reader.expect("-");
  parts.month = reader.one_of(months) + 1;
  reader.expect("-");
  const int two_digits = reader.number(2);
  reader.expect(" ");
  read_time(reader, parts);
  reader.expect(" GMT");
  if (!reader.complete()) return std::nullopt;
  // RFC 9110 5.6.7: "Recipients of a timestamp value in rfc850-date format, which uses a two-digit year, MUST interpret
  // a timestamp that appears to be more than 50 years in the future as representing the most recent year in the past
  // that had the same last two digits."
  const int this_year = static_cast<int>(year_month_day{floor<std::chrono::days>(now)}.year());
  parts.year = this_year - this_year % 100 + two_digits;
  if (parts.year > this_year + 50) parts.year -= 100;
  return date_of(parts);
}

// "Sun Nov  6 08:49:37 1994"
std::optional<Date> parse_asctime_date(std::string_view text) {
  Reader reader(text);
  Parts parts;
  reader.one_of(days);
  reader.expect(" ");
  parts.month = reader.one_of(months) + 1;
  reader.expect(" ");
  if (reader.next_is(' ')) {
    reader.expect(" ");
    parts.day = reader.number(1);
  } else {
    parts.day = reader.number(2);
  }
  reader.expect(" ");
  read_time(reader, parts);
  reader.expect(" ");
  parts.year = reader.number(4);
  return reader.complete() ? date_of(parts) : std::nullopt;
}

}  // namespace

DateText format_date(Date date) {
  const Date shown = std::clamp(date, first_date, last_date);
  const auto midnight = floor<std::chrono::days>(shown);
  const year_month_day calendar{midnight};
  const auto seconds = static_cast<unsigned>((shown - midnight).count());
  const auto year = static_cast<unsigned>(static_cast<int>(calendar.year()));
  DateText text;
  Writer(text)
      .text(days[weekday{midnight}.c_encoding()])
      .text(", ")
      .two_digits(static_cast<unsigned>(calendar.day()))
      .text(" ")
      .text(months[static_cast<unsigned>(calendar.month()) - 1])
      .text(" ")
      .two_digits(year / 100)
      .two_digits(year % 100)
      .text(" ")
      .two_digits(seconds / 3600)
      .text(":")
      .two_digits(seconds / 60 % 60)
      .text(":")
      .two_digits(seconds % 60)
      .text(" GMT");
  return text;
}

std::optional<Date> parse_date(std::string_view text, Date now) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return parse_asctime_date(text);
  return comma == 3 ? parse_fixdate(text) : parse_rfc850_date(text, now);
}

}  // namespace weft::http
