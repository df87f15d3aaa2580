#include <weft/http/field_rules.hpp>

#include <weft/base/octet_word.hpp>
#include <weft/http/octet_set.hpp>

namespace weft::http {

namespace {

// RFC 9110 5.6.2: tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" /
// DIGIT / ALPHA
constexpr OctetSet tchar = OctetSet().with("!#$%&'*+-.^_`|~").with_letters_and_digits();
constexpr OctetSet lower_case_tchar = tchar.without("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

// RFC 9110 5.5: field-vchar = VCHAR / obs-text, and between them SP and HTAB.
// RFC 9110 5.5: "Field values containing CR, LF, or NUL characters are invalid and dangerous" and "Field values
// containing other CTL characters are also invalid".
constexpr OctetSet value_octet = OctetSet().with(" \t").with(0x21, 0x7e).with(0x80, 0xff);

// Controls and DEL. A tab is among them.
constexpr OctetWord controls(OctetWord word) {
  return octets_below(word, 0x20) | octets_equal(word, 0x7f);
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && tchar.contains_all(text);
}

bool is_lower_case_name(std::string_view text) {
  return !text.empty() && lower_case_tchar.contains_all(text);
}

bool is_field_value(std::string_view value) {
  // Nearly no value has a tab.
  return no_octet_word(value, controls) || value_octet.contains_all(value);
}

bool has_outer_whitespace(std::string_view value) {
  const auto is_whitespace = [](char octet) { return octet == ' ' || octet == '\t'; };
  return !value.empty() && (is_whitespace(value.front()) || is_whitespace(value.back()));
}

bool is_forbidden_trailer(FieldName name) {
  switch (name) {
    case FieldName::authorization:
    case FieldName::cache_control:
    case FieldName::content_encoding:
    case FieldName::content_length:
    case FieldName::content_range:
    case FieldName::content_type:
    case FieldName::cookie:
    case FieldName::expect:
    case FieldName::host:
    case FieldName::max_forwards:
    case FieldName::proxy_authenticate:
    case FieldName::proxy_authorization:
    case FieldName::range:
    case FieldName::set_cookie:
    case FieldName::te:
    case FieldName::trailer:
    case FieldName::www_authenticate:
      return true;
    default:
      return is_connection_specific(name);
  }
}

}  // namespace weft::http
