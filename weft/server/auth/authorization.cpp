#include <weft/server/auth/authorization.hpp>

#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::server {

// RFC 9110 11.4: "credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]"
std::optional<std::string_view> credentials_of(const http::Fields& request, std::string_view scheme) {
  std::optional<std::string_view> value;
  for (const Field& field : request) {
    if (field.token != http::token(http::FieldName::authorization)) continue;
    if (value) return std::nullopt;
    value = field.value;
  }
  if (!value) return std::nullopt;
  const auto end = std::min(value->find(' '), value->size());
  if (!http::equals_ignoring_case(value->substr(0, end), scheme)) return std::nullopt;
  return http::trim(value->substr(end));
}

bool is_token68(std::string_view text) {
  constexpr auto allowed = http::OctetSet().with_letters_and_digits().with("-._~+/");
  const auto end = text.find_last_not_of('=') + 1;
  return end != 0 && allowed.contains_all(text.substr(0, end));
}

// RFC 9110 5.6.4: quoted-string.
std::string realm_parameter(std::string_view realm) {
  std::string quoted;
  for (const char c : realm) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet == 0x7f) {
      throw std::invalid_argument(fmt::format("a realm has no control octets: {:#04x}", octet));
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format("realm=\"{}\"", quoted);
}

// RFC 9110 11.6.1: "A server generating a 401 (Unauthorized) response MUST send a WWW-Authenticate header field
// containing at least one challenge."
void challenge(Context& c, std::string_view challenge) {
  c.set(http::FieldName::www_authenticate, challenge);
  c.error(http::Status::unauthorized);
}

}  // namespace weft::server
