#include <weft/http/parameters.hpp>

#include <algorithm>

#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::http {

namespace {

void skip_whitespace(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
}

std::string_view take_token(std::string_view& rest) {
  std::size_t size = 0;
  while (size < rest.size() && is_token(rest.substr(size, 1))) ++size;
  const auto token = rest.substr(0, size);
  rest.remove_prefix(size);
  return token;
}

// `rest` stands behind the opening quote; nullopt without a closing one.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string text;
  while (!rest.empty()) {
    const char octet = rest[0];
    rest.remove_prefix(1);
    if (octet == '"') return text;
    const bool escapes = octet == '\\' && !rest.empty() && (rest[0] == '"' || rest[0] == '\\');
    text += escapes ? rest[0] : octet;
    if (escapes) rest.remove_prefix(1);
  }
  return std::nullopt;
}

std::optional<std::string> take_value(std::string_view& rest) {
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    return take_quoted(rest);
  }
  const auto token = take_token(rest);
  return token.empty() ? std::nullopt : std::optional<std::string>(token);
}

}  // namespace

std::string_view without_parameters(std::string_view value) {
  return trim(value.substr(0, value.find(';')));
}

bool media_type_is(std::string_view value, std::string_view type) {
  return equals_ignoring_case(without_parameters(value), type);
}

// RFC 9110 5.6.6: "parameters = *( OWS ";" OWS [ parameter ] )"
std::optional<std::string> find_parameter(std::string_view value, std::string_view name) {
  auto rest = value.substr(std::min(value.find(';'), value.size()));
  while (!rest.empty()) {
    if (rest[0] != ';') return std::nullopt;
    rest.remove_prefix(1);
    skip_whitespace(rest);
    if (rest.empty() || rest[0] == ';') continue;
    const auto found = take_token(rest);
    if (found.empty() || !rest.starts_with('=')) return std::nullopt;
    rest.remove_prefix(1);
    auto text = take_value(rest);
    if (!text || equals_ignoring_case(found, name)) return text;
    skip_whitespace(rest);
  }
  return std::nullopt;
}

}  // namespace weft::http
