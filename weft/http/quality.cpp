#include <weft/http/quality.hpp>

#include <algorithm>

#include <weft/http/text.hpp>

namespace weft::http {

namespace {

constexpr Quality full = 1000;

// The weight among the parameters behind a token: `parameters` is the text behind the first ";", or empty.
std::optional<Quality> weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(';'), parameters.size());
    const std::string_view parameter = trim(parameters.substr(0, end));
    if (parameter.size() >= 2 && to_lower(parameter[0]) == 'q' && parameter[1] == '=') {
      return parse_quality(parameter.substr(2));
    }
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return full;
}

}  // namespace

std::optional<Quality> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text[1] != '.')) return std::nullopt;
  if (text[0] != '0' && text[0] != '1') return std::nullopt;
  int value = (text[0] - '0') * full;
  for (std::size_t i = 2, place = 100; i < text.size(); ++i, place /= 10) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value += (text[i] - '0') * static_cast<int>(place);
  }
  if (value > full) return std::nullopt;
  return static_cast<Quality>(value);
}

Quality quality_of(const Fields& fields, FieldName name, std::string_view token) {
  return listed_quality_of(fields, name, token).value_or(0);
}

std::optional<Quality> listed_quality_of(const Fields& fields, FieldName name, std::string_view token) {
  std::optional<Quality> any;
  for (const Field& field : fields) {
    if (field.token != http::token(name)) continue;
    for (auto rest = field.value; const auto element = next_element(rest);) {
      const std::size_t semicolon = std::min(element->find(';'), element->size());
      const std::string_view listed = trim(element->substr(0, semicolon));
      const std::string_view parameters = element->substr(std::min(semicolon + 1, element->size()));
      const std::optional<Quality> weight = weight_of(parameters);
      if (!weight) continue;
      if (equals_ignoring_case(listed, token)) return *weight;
      if (listed == "*") any = weight;
    }
  }
  return any;
}

}  // namespace weft::http
