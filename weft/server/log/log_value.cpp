#include <weft/server/log/log_value.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace weft::server {

LogDate log_date(std::chrono::system_clock::time_point time) {
  return {std::chrono::floor<std::chrono::days>(time)};
}

LogTime log_time(std::chrono::system_clock::time_point time) {
  return {std::chrono::floor<std::chrono::seconds>(time) - std::chrono::floor<std::chrono::days>(time)};
}

void append_to_log(Buffer& out, std::string_view text) {
  out.append(as_octets(text));
}

void append_to_log(Buffer& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append_to_log(out, std::string_view(digits.data(), end));
}

void append_padded_to_log(Buffer& out, std::uint64_t number, int width) {
  for (std::uint64_t limit = 10; width > 1; --width, limit *= 10) {
    if (number < limit) out.push_back('0');
  }
  append_to_log(out, number);
}

void append_to_log(Buffer& out, LogDate date) {
  const std::chrono::year_month_day parts(date.day);
  append_padded_to_log(out, static_cast<std::uint64_t>(std::max(0, static_cast<int>(parts.year()))), 4);
  out.push_back('-');
  append_padded_to_log(out, static_cast<unsigned>(parts.month()), 2);
  out.push_back('-');
  append_padded_to_log(out, static_cast<unsigned>(parts.day()), 2);
}

void append_to_log(Buffer& out, LogTime time) {
  const std::chrono::hh_mm_ss parts(time.since_midnight);
  append_padded_to_log(out, static_cast<std::uint64_t>(parts.hours().count()), 2);
  out.push_back(':');
  append_padded_to_log(out, static_cast<std::uint64_t>(parts.minutes().count()), 2);
  out.push_back(':');
  append_padded_to_log(out, static_cast<std::uint64_t>(parts.seconds().count()), 2);
}

void append_to_log(Buffer& out, Duration taken) {
  const auto milliseconds = static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, std::chrono::round<std::chrono::milliseconds>(taken).count()));
  append_to_log(out, milliseconds / 1000);
  out.push_back('.');
  append_padded_to_log(out, milliseconds % 1000, 3);
}

void append_octet_to_log(Buffer& out, std::string_view prefix, char octet) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(octet);
  append_to_log(out, prefix);
  out.push_back(static_cast<std::uint8_t>(digits[value >> 4]));
  out.push_back(static_cast<std::uint8_t>(digits[value & 15]));
}

}  // namespace weft::server
