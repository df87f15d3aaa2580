// The value of a field of a log, before a format makes text of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <variant>

#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>

namespace weft::server {

struct LogDate {
  std::chrono::sys_days day;
};

struct LogTime {
  std::chrono::seconds since_midnight;
};

// An empty text is nothing, as std::monostate is. Text is as the peer sent it: each format escapes it.
using LogValue = std::variant<std::monostate, std::string_view, std::uint64_t, LogDate, LogTime, Duration>;

// UTC.
LogDate log_date(std::chrono::system_clock::time_point time);
LogTime log_time(std::chrono::system_clock::time_point time);

// What is longer is cut, and ends in the mark.
inline constexpr std::size_t longest_log_text = 2048;
inline constexpr std::string_view log_cut_mark = "...";

// --- as text ---------------------------------------------------------------------------------------------------------

// The text as it is.
void append_to_log(Buffer& out, std::string_view text);
void append_to_log(Buffer& out, std::uint64_t number);
// "1994-11-06"
void append_to_log(Buffer& out, LogDate date);
// "08:49:37"
void append_to_log(Buffer& out, LogTime time);
// Seconds with milliseconds: "1.023".
void append_to_log(Buffer& out, Duration taken);
// With zeros before it: so many digits at least.
void append_padded_to_log(Buffer& out, std::uint64_t number, int width);
// `prefix` and two digits: "%1B".
void append_octet_to_log(Buffer& out, std::string_view prefix, char octet);

}  // namespace weft::server
