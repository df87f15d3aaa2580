#include <weft/base/numbers.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace weft {

namespace {

constexpr double most_seconds = 9e9;

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_octets(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 4> units = {
      {{"", 1}, {"kK", 1024}, {"mM", 1024.0 * 1024}, {"gG", 1024.0 * 1024 * 1024}}};
  constexpr double most = 1e15;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto number = parse_number(text.substr(0, digits));
  const std::string_view suffix = text.substr(digits);
  const auto unit = std::find_if(units.begin(), units.end(), [suffix](const auto& each) {
    return suffix.empty() ? each.first.empty() : suffix.size() == 1 && each.first.find(suffix) != suffix.npos;
  });
  if (!number || unit == units.end() || *number * unit->second > most) return std::nullopt;
  return static_cast<std::uint64_t>(*number * unit->second);
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

}  // namespace weft
