// A text of a stranger as a value of some type: whole numbers, numbers, bool, std::string. A program's own type takes
// part by a specialisation:
//
//   template <>
//   struct weft::ValueText<Colour> {
//     static std::optional<Colour> parse(std::string_view text);          // nullopt where the text is none
//     static std::string expected() { return "red or blue"; }             // for the message
//   };
#pragma once

#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <weft/base/numbers.hpp>
#include <weft/base/printable.hpp>

namespace weft {

template <class T>
struct ValueText;

template <class T>
concept HasValueText = requires(std::string_view text) {
  { ValueText<T>::parse(text) } -> std::same_as<std::optional<T>>;
  { ValueText<T>::expected() } -> std::convertible_to<std::string>;
};

// Digits, behind a "-" where the type has a sign; no space and no "+".
template <std::integral T>
struct ValueText<T> {
  static std::optional<T> parse(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
  }
  static std::string expected() {
    return "a whole number from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
           std::to_string(std::numeric_limits<T>::max());
  }
};

template <>
struct ValueText<bool> {
  static std::optional<bool> parse(std::string_view text) {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    return std::nullopt;
  }
  static std::string expected() { return "true or false"; }
};

// Finite.
template <>
struct ValueText<double> {
  static std::optional<double> parse(std::string_view text) { return parse_number(text); }
  static std::string expected() { return "a number"; }
};

template <>
struct ValueText<std::string> {
  static std::optional<std::string> parse(std::string_view text) {
    return is_text(text) ? std::optional<std::string>(text) : std::nullopt;
  }
  static std::string expected() { return "text in UTF-8 without NUL"; }
};

}  // namespace weft
