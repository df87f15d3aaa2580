#include <weft/server/log/w3c_format.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <weft/base/nearest_name.hpp>
#include <weft/http/octet_set.hpp>

namespace weft::server {

enum class W3cFormat::Column : std::uint8_t {
  date,
  time,
  c_ip,
  s_port,
  cs_method,
  cs_uri_stem,
  cs_uri_query,
  cs_version,
  cs_host,
  cs_user_agent,
  cs_referer,
  sc_status,
  sc_bytes,
  cs_bytes,
  time_taken,
  x_stream_id,
  x_reason,
  x_fallback,
};

namespace {

// In the order of Column.
constexpr std::array<std::string_view, 18> names = {
    "date",         "time",       "c-ip",       "s-port",         "cs-method",   "cs-uri-stem",
    "cs-uri-query", "cs-version", "cs-host",    "cs(User-Agent)", "cs(Referer)", "sc-status",
    "sc-bytes",     "cs-bytes",   "time-taken", "x-stream-id",    "x-reason",    "x-fallback"};

constexpr std::size_t longest_value = 2048;
constexpr std::string_view cut_mark = "...";

// Octets that stand for themselves: visible ASCII but the quotation mark, which begins a word for many readers.
constexpr http::OctetSet plain = http::OctetSet().with(0x21, 0x7e).without("\"");

void append(Buffer& out, std::string_view text) {
  out.append(as_octets(text));
}

void append_escaped(Buffer& out, char octet) {
  if (octet == ' ') return out.push_back('+');
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(octet);
  const std::array<char, 3> escape = {'%', digits[value >> 4], digits[value & 15]};
  append(out, {escape.data(), escape.size()});
}

void append_word(Buffer& out, std::string_view value) {
  if (value.empty()) return append(out, "-");
  const auto shown = value.substr(0, longest_value);
  for (auto from = shown.begin(); from != shown.end();) {
    const auto to = std::find_if_not(from, shown.end(), [](char octet) { return plain.contains(octet); });
    append(out, {from, to});
    if (to == shown.end()) break;
    append_escaped(out, *to);
    from = to + 1;
  }
  if (shown.size() < value.size()) append(out, cut_mark);
}

void append_number(Buffer& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append(out, {digits.data(), end});
}

void append_padded(Buffer& out, std::uint64_t number, std::uint64_t width) {
  for (std::uint64_t limit = 10; width > 1; --width, limit *= 10) {
    if (number < limit) out.push_back('0');
  }
  append_number(out, number);
}

void append_date(Buffer& out, std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  append_padded(out, static_cast<std::uint64_t>(std::max(0, static_cast<int>(date.year()))), 4);
  out.push_back('-');
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out.push_back('-');
  append_padded(out, static_cast<unsigned>(date.day()), 2);
}

void append_time(Buffer& out, std::chrono::seconds since_midnight) {
  const std::chrono::hh_mm_ss time(since_midnight);
  append_padded(out, static_cast<std::uint64_t>(time.hours().count()), 2);
  out.push_back(':');
  append_padded(out, static_cast<std::uint64_t>(time.minutes().count()), 2);
  out.push_back(':');
  append_padded(out, static_cast<std::uint64_t>(time.seconds().count()), 2);
}

void append_taken(Buffer& out, Duration taken) {
  const auto milliseconds = static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, std::chrono::round<std::chrono::milliseconds>(taken).count()));
  append_number(out, milliseconds / 1000);
  out.push_back('.');
  append_padded(out, milliseconds % 1000, 3);
}

std::string unknown_field(std::string_view name) {
  return fmt::format("unknown log field \"{}\", did you mean \"{}\"? Known fields: {}", name, nearest_name(name, names),
                     fmt::join(names, " "));
}

}  // namespace

std::string W3cFormat::all_fields() {
  return fmt::format("{}", fmt::join(names, " "));
}

Result<W3cFormat, std::string> W3cFormat::parse(std::string_view text) {
  constexpr std::string_view separators = " ,";
  W3cFormat format;
  for (;;) {
    const auto begin = std::min(text.find_first_not_of(separators), text.size());
    text.remove_prefix(begin);
    if (text.empty()) break;
    const auto name = text.substr(0, text.find_first_of(separators));
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end()) return fail(unknown_field(name));
    format.columns_.push_back(static_cast<Column>(place - names.begin()));
    text.remove_prefix(name.size());
  }
  if (format.columns_.empty()) return fail(fmt::format("no log field named. Known fields: {}", fmt::join(names, " ")));
  return format;
}

void W3cFormat::write_header(std::chrono::system_clock::time_point now, Buffer& out) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  append(out, "#Version: 1.0\n#Date: ");
  append_date(out, day);
  out.push_back(' ');
  append_time(out, seconds - day);
  append(out, "\n#Fields:");
  for (const auto column : columns_) {
    out.push_back(' ');
    append(out, names[static_cast<std::size_t>(column)]);
  }
  out.push_back('\n');
}

void W3cFormat::write(const AccessRecord& record, Buffer& out) const {
  bool first = true;
  for (const auto column : columns_) {
    if (!std::exchange(first, false)) out.push_back(' ');
    write_value(column, record, out);
  }
  out.push_back('\n');
}

void W3cFormat::write_value(Column column, const AccessRecord& record, Buffer& out) {
  const auto received = std::chrono::floor<std::chrono::seconds>(record.received);
  const auto day = std::chrono::floor<std::chrono::days>(received);
  switch (column) {
    case Column::date:
      return append_date(out, day);
    case Column::time:
      return append_time(out, received - day);
    case Column::c_ip:
      return append_word(out, record.client);
    case Column::s_port:
      return append_number(out, record.port);
    case Column::cs_method:
      return append_word(out, record.method);
    case Column::cs_uri_stem:
      return append_word(out, record.stem);
    case Column::cs_uri_query:
      return append_word(out, record.query);
    case Column::cs_version:
      return append_word(out, record.version);
    case Column::cs_host:
      return append_word(out, record.host);
    case Column::cs_user_agent:
      return append_word(out, record.user_agent);
    case Column::cs_referer:
      return append_word(out, record.referer);
    case Column::sc_status:
      return record.status == 0 ? append(out, "-") : append_number(out, record.status);
    case Column::sc_bytes:
      return append_number(out, record.octets_sent);
    case Column::cs_bytes:
      return append_number(out, record.octets_received);
    case Column::time_taken:
      return append_taken(out, record.taken);
    case Column::x_stream_id:
      return append_number(out, record.stream_id);
    case Column::x_reason:
      return append_word(out, record.reason);
    case Column::x_fallback:
      return append_word(out, record.fallback);
  }
}

}  // namespace weft::server
