#include <cli/support/numbers.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace weft::cli {

namespace {

// As much of `text` as shows what was given.
std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 24;
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

}  // namespace

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
