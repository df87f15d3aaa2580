// The names of fields that weft or HPACK knows, as small integers.
#pragma once

#include <string_view>

#include <weft/base/field.hpp>

namespace weft::http {

// The numbers 15 to 61 are fixed: they are also the first index of the name in HPACK's static table, so that neither
// side translates. The names for which every message is searched come first among the others: see
// http::Fields::may_have().
enum class FieldName : NameToken {
  unknown = 0,
#define WEFT_FIELD(identifier, number, text) identifier = (number),
#include <weft/http/field_names.inc>
#undef WEFT_FIELD
};

// All numbers are below this one.
inline constexpr NameToken most_names = 256;

constexpr NameToken token(FieldName name) {
  return static_cast<NameToken>(name);
}

// Lower-case text; empty for `unknown`.
std::string_view to_string(FieldName name);

// `unknown` for a name that is not in field_names.inc. Names are compared as they are: lower case.
FieldName field_name_of(std::string_view text);

// The same as a plain number, in the shape that hpack::Decoder takes as its interner.
NameToken intern_field_name(std::string_view text);

// RFC 9110 5.1: "Field names are case-insensitive". For names that a program says; engines compare as above.
FieldName field_name_in_any_case(std::string_view text);

}  // namespace weft::http
