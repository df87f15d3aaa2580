#include <weft/client/policy/credentials.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include <weft/base/base64.hpp>
#include <weft/client/policy/challenge.hpp>
#include <weft/http/octet_set.hpp>

namespace weft::client {

namespace {

bool has_control(std::string_view text, const http::OctetSet& controls) {
  return std::any_of(text.begin(), text.end(), [&](char c) { return controls.contains(c); });
}

}  // namespace

void check_credentials(std::string_view user, std::string_view password) {
  // RFC 7617 2: "a user-id containing a colon character is invalid", and "The user-id and password MUST NOT contain any
  // control characters".
  constexpr http::OctetSet control = http::OctetSet().with(0x00, 0x1f).with("\x7f");
  if (user.find(':') != user.npos) throw std::invalid_argument("expected a user without a colon");
  if (has_control(user, control) || has_control(password, control)) {
    throw std::invalid_argument("expected a user and a password without control characters");
  }
}

std::string basic_credentials(std::string_view user, std::string_view password) {
  check_credentials(user, password);
  return "Basic " + base64(fmt::format("{}:{}", user, password));
}

std::string bearer_credentials(std::string_view token) {
  // RFC 6750 2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
  if (!is_token68(token)) {
    throw std::invalid_argument("expected a token of letters, digits and -._~+/, with = at its end");
  }
  return fmt::format("Bearer {}", token);
}

}  // namespace weft::client
