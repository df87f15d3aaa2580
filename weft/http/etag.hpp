// RFC 9110 8.8.3: entity tags, and the lists of them in If-Match and If-None-Match.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/http/fields.hpp>

namespace weft::http {

// RFC 9110 8.8.3.2: whether weak tags may be equal to anything.
enum class Comparison : std::uint8_t { strong, weak };

struct EntityTag {
  // The tag with its quotes.
  std::string_view opaque;
  bool weak = false;
};

// The whole text must be one tag, with W/ before it or not.
std::optional<EntityTag> parse_entity_tag(std::string_view text);

bool equal(const EntityTag& a, const EntityTag& b, Comparison comparison);

// Whether a field of that name lists the tag. A list is read up to its first error.
bool lists_tag(const Fields& fields, FieldName name, const EntityTag& tag, Comparison comparison);

// Whether the field is "*": any representation will do.
bool is_any(const Fields& fields, FieldName name);

}  // namespace weft::http
