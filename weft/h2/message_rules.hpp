// RFC 9113 8: the rules for a field section of any message. See request_fields.hpp and response_fields.hpp.
#pragma once

#include <cstdint>
#include <optional>

#include <weft/base/field.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/options.hpp>
#include <weft/http/field_marks.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>

namespace weft::h2 {

// RFC 9113 8.3: pseudo-fields are those with a colon in front.
inline bool is_pseudo(const Field& field) {
  return !field.name.empty() && field.name.front() == ':';
}

// The first indices of their names in HPACK's static table.
namespace pseudo {
inline constexpr NameToken authority = 1;
inline constexpr NameToken method = 2;
inline constexpr NameToken path = 4;
inline constexpr NameToken scheme = 6;
inline constexpr NameToken status = 8;
}  // namespace pseudo

// RFC 9113 8.2.2: TE may stand in requests only.
enum class MessageKind : std::uint8_t { request, response };

// The rules that a field's octets keep regardless of the fields around it, as http::mark: hpack::Decoder keeps the
// marks in its table.
std::uint8_t marks_of(const Field& field);

// The value is looked at as well, because a pseudo-field may be in a table with no value at all.
inline bool is_sound_pseudo(const Field& field) {
  return (field.marks & http::mark::sound) != 0 && !field.value.empty();
}

// RFC 3986 3.1.
bool is_scheme(std::string_view text);

// The names that RFC 9113 8.2.2 speaks of.
constexpr bool is_peculiar(http::FieldName name) {
  return name == http::FieldName::te || http::is_connection_specific(name);
}
inline constexpr http::Fields::Names peculiar_names = [] {
  http::Fields::Names all = 0;
  for (NameToken token = 0; token < http::most_names; ++token) {
    const auto name = static_cast<http::FieldName>(token);
    if (is_peculiar(name)) all |= http::Fields::names({name});
  }
  return all;
}();

// A sound field whose name is not peculiar.
inline bool is_plain(const Field& field) {
  return (field.marks & http::mark::sound) != 0 && !is_peculiar(static_cast<http::FieldName>(field.token));
}

// RFC 9113 8.2.1 and 8.2.2, of one regular field of a head or of trailers.
std::optional<Reason> violation_of(const Field& field, MessageKind kind);
inline std::optional<Reason> check_regular_field(const Field& field, MessageKind kind) {
  return is_plain(field) ? std::nullopt : violation_of(field, kind);
}

// RFC 9113 8.1: the rules for a whole trailer section.
std::optional<Reason> check_trailers(const http::Fields& trailers, MessageKind kind);

// Whether one field exceeds a limit.
inline bool is_too_large(const Field& field, const Limits& limits) {
  return field.name.size() > limits.name_octets || field.value.size() > limits.value_octets;
}

// The status that answers a request which ends for this reason; nullopt where its stream is reset instead.
std::optional<http::Status> answer_to(Reason reason);

}  // namespace weft::h2
