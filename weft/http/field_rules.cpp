#include <weft/http/field_rules.hpp>

#include <cstdint>
#include <cstring>

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

constexpr std::uint64_t every_octet(std::uint8_t value) {
  return 0x0101010101010101U * value;
}

// Whether one of the eight octets is below 0x20, or is 0x7f. Exact, but a tab is among them.
constexpr bool has_control(std::uint64_t word) {
  const std::uint64_t below_space = (word - every_octet(0x20)) & ~word;
  const std::uint64_t without_delete = word ^ every_octet(0x7f);
  const std::uint64_t is_delete = (without_delete - every_octet(1)) & ~without_delete;
  return ((below_space | is_delete) & every_octet(0x80)) != 0;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && tchar.contains_all(text);
}

bool is_lower_case_name(std::string_view text) {
  return !text.empty() && lower_case_tchar.contains_all(text);
}

bool is_field_value(std::string_view value) {
  while (value.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, value.data(), sizeof word);
    if (has_control(word) && !value_octet.contains_all(value.substr(0, sizeof word))) return false;
    value.remove_prefix(sizeof word);
  }
  return value_octet.contains_all(value);
}

bool has_outer_whitespace(std::string_view value) {
  const auto is_whitespace = [](char octet) { return octet == ' ' || octet == '\t'; };
  return !value.empty() && (is_whitespace(value.front()) || is_whitespace(value.back()));
}

bool is_connection_specific(FieldName name) {
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

}  // namespace weft::http
