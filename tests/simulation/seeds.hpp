// The seeds to run: WEFT_SEEDS=FIRST:COUNT, or COUNT from the first one on.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace weft::simulation {

struct Seeds {
  std::uint64_t first = 1;
  std::uint64_t count = 0;
};

inline std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

inline std::optional<Seeds> parse_seeds(std::string_view text) {
  const auto colon = text.find(':');
  const auto first =
      colon == std::string_view::npos ? std::optional<std::uint64_t>(1) : parse_number(text.substr(0, colon));
  const auto count = parse_number(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (!first || !count) return std::nullopt;
  return Seeds{*first, *count};
}

inline Seeds seeds_from_environment(Seeds otherwise) {
  const char* given = std::getenv("WEFT_SEEDS");
  return given == nullptr ? otherwise : parse_seeds(given).value_or(otherwise);
}

}  // namespace weft::simulation
