// RFC 9110 11.3 and 11.6.1: what a WWW-Authenticate field asks for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::client {

struct Challenge {
  std::string scheme;
  // In place of parameters; empty where there is none.
  std::string token68 = {};
  // Values are without quotes.
  std::vector<std::pair<std::string, std::string>> parameters = {};

  // By a name in any case; nullopt where there is none.
  std::optional<std::string_view> find(std::string_view name) const;
};

// token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool is_token68(std::string_view text);

// All of a field, in order. What cannot be read is left out.
std::vector<Challenge> parse_challenges(std::string_view field);

}  // namespace weft::client
