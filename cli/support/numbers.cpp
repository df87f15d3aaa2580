#include <cli/support/numbers.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace weft::cli {

namespace {

constexpr double most_seconds = 9e9;

// As much of `text` as shows what was given.
std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 24;
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<Duration> parse_time(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 5> units = {
      {{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}}};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto number = parse_number(text.substr(0, digits));
  std::string_view unit = text.substr(digits);
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit.empty()) unit = "s";
  const auto found = std::find_if(units.begin(), units.end(), [unit](const auto& each) { return each.first == unit; });
  if (!number || found == units.end() || *number * found->second > most_seconds) return std::nullopt;
  return Duration(std::llround(*number * found->second * 1e9));
}

CLI::Validator time_between(const std::string& least, const std::string& most) {
  const auto check = [=](std::string& text) -> std::string {
    const auto time = parse_time(text);
    if (!time || *time < parse_time(least) || *time > parse_time(most)) {
      return fmt::format("{}: expected a time from {} to {}, such as 500ms, 10s or 2m", shortened(text), least, most);
    }
    text = fmt::format("{:.9f}", static_cast<double>(time->count()) / 1e9);
    return {};
  };
  return {check, "TIME"};
}

CLI::Validator whole_between(std::uint64_t least, std::uint64_t most) {
  const auto check = [=](std::string& text) -> std::string {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (whole && value >= least && value <= most) return {};
    return fmt::format("{}: expected a whole number from {} to {}", shortened(text), least, most);
  };
  return {check, "N"};
}

CLI::Validator number_between(const std::string& least, const std::string& most) {
  const auto check = [=](std::string& text) -> std::string {
    const auto value = parse_number(text);
    if (value && *value >= parse_number(least) && *value <= parse_number(most)) return {};
    return fmt::format("{}: expected a number from {} to {}", shortened(text), least, most);
  };
  return {check, "N"};
}

}  // namespace weft::cli
