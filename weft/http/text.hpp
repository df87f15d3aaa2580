// Small things that several field values have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/base/arena.hpp>

namespace weft::http {

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// ASCII letters only, whatever the locale.
bool equals_ignoring_case(std::string_view a, std::string_view b);

// `text` itself where it has no upper-case letter, else a copy in the arena.
std::string_view lower_case(std::string_view text, Arena& arena);

// RFC 9110 5.6.3: the text without spaces and tabs around it.
std::string_view trim(std::string_view text);

// RFC 9110 5.6.1: the next element of a comma-separated list, trimmed, and `rest` behind it; nullopt at the end.
//
//   for (auto rest = value; auto element = next_element(rest);) …
//
// RFC 9110 5.6.1.2: "A recipient MUST parse and ignore a reasonable number of empty list elements". No quoted strings:
// the function is for lists of tokens.
std::optional<std::string_view> next_element(std::string_view& rest);

// The result of parse_decimal() for every larger number.
inline constexpr std::uint64_t decimal_overflow = std::uint64_t{1} << 63;

// One or more digits and nothing else; nullopt for other text.
std::optional<std::uint64_t> parse_decimal(std::string_view digits);

// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace weft::http
