#include <weft/h2/message_rules.hpp>

#include <weft/http/authority.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/octet_set.hpp>
#include <weft/http/target.hpp>
#include <weft/http/text.hpp>

namespace weft::h2 {

using http::FieldName;

namespace {

// RFC 9113 8.2.1: "A field name MUST NOT contain characters in the ranges 0x00-0x20, 0x41-0x5a, or 0x7f-0xff (all
// ranges inclusive)." and "field names MUST NOT include a colon". Names with a token are known to be good.
bool is_name(const Field& field) {
  return field.token != 0 || http::is_lower_case_name(field.name);
}

// RFC 9113 8.2.1: "A field value MUST NOT contain the zero value (ASCII NUL, 0x00), line feed (ASCII LF, 0x0a), or
// carriage return (ASCII CR, 0x0d) at any position." and "A field value MUST NOT start or end with an ASCII whitespace
// character (ASCII SP or HTAB, 0x20 or 0x09)."
bool is_value(std::string_view value) {
  return http::is_field_value(value) && !http::has_outer_whitespace(value);
}

bool is_pseudo_value(const Field& field) {
  switch (field.token) {
    case pseudo::authority:
      return http::is_valid_authority(field.value);
    case pseudo::method:
      return http::is_token(field.value);
    case pseudo::path:
      return http::is_valid_target(field.value);
    case pseudo::scheme:
      return is_scheme(field.value);
    default:
      return false;
  }
}

}  // namespace

std::uint8_t marks_of(const Field& field) {
  const bool sound = is_pseudo(field) ? is_pseudo_value(field) : is_name(field) && is_value(field.value);
  return sound ? http::mark::sound : std::uint8_t{0};
}

// RFC 3986 3.1: scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
bool is_scheme(std::string_view text) {
  constexpr http::OctetSet letter = http::OctetSet().with('A', 'Z').with('a', 'z');
  constexpr http::OctetSet octet = http::OctetSet().with_letters_and_digits().with("+-.");
  return !text.empty() && letter.contains(text.front()) && octet.contains_all(text);
}

std::optional<Reason> violation_of(const Field& field, MessageKind kind) {
  if ((field.marks & http::mark::sound) == 0) {
    if (!is_name(field)) return Reason::field_name_not_valid;
    if (!is_value(field.value)) return Reason::field_value_not_valid;
  }
  // RFC 9113 8.2.2: "Any message containing connection-specific header fields MUST be treated as malformed".
  const auto name = static_cast<FieldName>(field.token);
  if (http::is_connection_specific(name)) return Reason::connection_specific_field;
  // RFC 9113 8.2.2: "The only exception to this is the TE header field, which MAY be present in an HTTP/2 request; when
  // it is, it MUST NOT contain any value other than "trailers"."
  if (name == FieldName::te && (kind != MessageKind::request || !http::equals_ignoring_case(field.value, "trailers"))) {
    return Reason::connection_specific_field;
  }
  return std::nullopt;
}

std::optional<Reason> check_trailers(const http::Fields& trailers, MessageKind kind) {
  for (const Field& field : trailers) {
    // RFC 9113 8.1: "An endpoint that receives pseudo-header fields in trailers MUST treat the request or response as
    // malformed".
    if (is_pseudo(field)) return Reason::pseudo_field_in_trailers;
    if (const auto violation = check_regular_field(field, kind)) return violation;
  }
  return std::nullopt;
}

// RFC 9113 8.1.1: "For malformed requests, a server MAY send an HTTP response prior to closing or resetting the
// stream."
std::optional<http::Status> answer_to(Reason reason) {
  switch (reason) {
    case Reason::authority_not_valid:
    case Reason::scheme_not_supported:
      return http::Status::bad_request;
    case Reason::path_too_long:
      return http::Status::uri_too_long;
    case Reason::field_too_large:
    case Reason::fields_too_large:
      return http::Status::request_header_fields_too_large;
    default:
      return std::nullopt;
  }
}

}  // namespace weft::h2
