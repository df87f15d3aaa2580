#include <weft/http/text.hpp>

#include <algorithm>

namespace weft::http {

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string_view lower_case(std::string_view text, Arena& arena) {
  if (std::none_of(text.begin(), text.end(), [](char c) { return c != to_lower(c); })) return text;
  char* const out = arena.allocate(text.size());
  std::transform(text.begin(), text.end(), out, to_lower);
  return {out, text.size()};
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string_view> next_element(std::string_view& rest) {
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view element = trim(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (!element.empty()) return element;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_decimal(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    // Below 2^63, ten times the value may exceed 64 bits: compare before multiplying.
    value = value > decimal_overflow / 10 ? decimal_overflow : value * 10 + static_cast<std::uint64_t>(c - '0');
    value = std::min(value, decimal_overflow);
  }
  return value;
}

}  // namespace weft::http
