#include <weft/client/policy/challenge.hpp>

#include <algorithm>

#include <weft/http/field_rules.hpp>
#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

constexpr http::OctetSet token68_octet = http::OctetSet().with("-._~+/").with_letters_and_digits();

// Takes what stands before the next comma that is in no quoted string, and the comma.
std::string_view take_element(std::string_view& rest) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != ','); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    if (quoted && rest[end] == '\\') ++end;
  }
  end = std::min(end, rest.size());
  const std::string_view element = http::trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return element;
}

// RFC 9110 5.6.4: quoted-string, or a token.
std::string unquoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return std::string(text);
  std::string value;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    value += text[i];
  }
  return value;
}

// RFC 9110 11.2: auth-param = token BWS "=" BWS ( token / quoted-string )
bool take_parameter(std::string_view text, Challenge& challenge) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string_view name = http::trim(text.substr(0, equals));
  if (equals == text.size() || !http::is_token(name)) return false;
  challenge.parameters.emplace_back(name, unquoted(http::trim(text.substr(equals + 1))));
  return true;
}

}  // namespace

std::optional<std::string_view> Challenge::find(std::string_view name) const {
  const auto place = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& each) { return http::equals_ignoring_case(each.first, name); });
  return place == parameters.end() ? std::nullopt : std::optional<std::string_view>(place->second);
}

bool is_token68(std::string_view text) {
  const std::string_view front = text.substr(0, text.find_last_not_of('=') + 1);
  return !front.empty() && token68_octet.contains_all(front);
}

// An element is a parameter of the challenge before it, or begins another one.
std::vector<Challenge> parse_challenges(std::string_view field) {
  std::vector<Challenge> challenges;
  while (!field.empty()) {
    const std::string_view element = take_element(field);
    if (!challenges.empty() && take_parameter(element, challenges.back())) continue;
    const std::size_t space = std::min(element.find_first_of(" \t"), element.size());
    const std::string_view scheme = element.substr(0, space);
    if (!http::is_token(scheme)) continue;
    challenges.push_back({.scheme = std::string(scheme)});
    const std::string_view rest = http::trim(element.substr(space));
    if (is_token68(rest)) {
      challenges.back().token68 = rest;
    } else {
      take_parameter(rest, challenges.back());
    }
  }
  return challenges;
}

}  // namespace weft::client
