// RFC 9110 5.1 and 5.5: the octets that names and values of fields may consist of. Every field of every message is
// checked here, except that a name with a FieldName is known to be good.
#pragma once

#include <string_view>

#include <weft/http/field_name.hpp>

namespace weft::http {

// RFC 9110 5.6.2: one or more tchar. Names and methods are tokens.
bool is_token(std::string_view text);

// A token without upper-case letters.
bool is_lower_case_name(std::string_view text);

// Visible octets, obs-text, space and tab; the empty value is one. Whitespace at its ends is not looked at.
bool is_field_value(std::string_view value);

// Whether the value begins or ends with a space or a tab.
bool has_outer_whitespace(std::string_view value);

// RFC 9110 7.6.1: fields about one connection, which an intermediary must not pass on.
constexpr bool is_connection_specific(FieldName name) {
  switch (name) {
    case FieldName::connection:
    case FieldName::proxy_connection:
    case FieldName::keep_alive:
    case FieldName::transfer_encoding:
    case FieldName::upgrade:
      return true;
    default:
      return false;
  }
}

// RFC 9110 6.5.1: fields about framing, routing, authentication, the request itself or how its content is read.
bool is_forbidden_trailer(FieldName name);

}  // namespace weft::http
