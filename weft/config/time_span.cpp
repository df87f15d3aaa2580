#include <weft/config/time_span.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <regex>

#include <weft/base/numbers.hpp>

namespace weft::config {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest = 32;
constexpr std::int64_t most_days = 10'000;

std::int64_t number_of(const std::csub_match& digits) {
  return digits.matched && digits.length() > 0 ? std::stoll(digits.str()) : 0;
}

// ".5" is half a second.
Duration fraction_of(const std::csub_match& text) {
  if (!text.matched || text.length() == 0) return Duration::zero();
  return std::chrono::round<Duration>(std::chrono::duration<double>(*parse_number(fmt::format("0{}", text.str()))));
}

}  // namespace

std::optional<Duration> parse_time_span(std::string_view text) {
  static const std::regex pattern(time_span_pattern.data(), time_span_pattern.size());
  static const std::regex parts(R"((?:([0-9]+)\.)?([0-9]+):([0-9]+)(?::([0-9]+)(\.[0-9]+)?)?)");
  if (text.size() > longest || !std::regex_match(text.begin(), text.end(), pattern)) return std::nullopt;
  std::cmatch found;
  if (!std::regex_match(text.begin(), text.end(), found, parts)) return parse_time(text);
  if (found.length(1) > 5 || number_of(found[1]) > most_days) return std::nullopt;
  return number_of(found[1]) * 24h + number_of(found[2]) * 1h + number_of(found[3]) * 1min + number_of(found[4]) * 1s +
         fraction_of(found[5]);
}

std::string time_span(Duration time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const auto fraction = (time - whole) / 100ns;
  const auto seconds = whole.count();
  const auto days = seconds / 86'400;
  std::string out = days == 0 ? std::string() : fmt::format("{}.", days);
  out += fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  if (fraction != 0) out += fmt::format(".{:07}", fraction);
  return out;
}

}  // namespace weft::config
