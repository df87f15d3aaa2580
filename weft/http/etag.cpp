#include <weft/http/etag.hpp>

#include <weft/http/octet_set.hpp>
#include <weft/http/text.hpp>

namespace weft::http {

namespace {

// RFC 9110 8.8.3: etagc = %x21 / %x23-7E / obs-text
constexpr OctetSet etag_octet = OctetSet().with(0x21, 0x7e).with(0x80, 0xff).without("\"");

// Takes the tag that `rest` begins with from its front.
std::optional<EntityTag> take_tag(std::string_view& rest) {
  EntityTag tag;
  tag.weak = rest.starts_with("W/");
  if (tag.weak) rest.remove_prefix(2);
  if (!rest.starts_with('"')) return std::nullopt;
  const std::size_t quote = rest.find('"', 1);
  if (quote == std::string_view::npos || !etag_octet.contains_all(rest.substr(1, quote - 1))) return std::nullopt;
  tag.opaque = rest.substr(0, quote + 1);
  rest.remove_prefix(quote + 1);
  return tag;
}

bool list_has(std::string_view rest, const EntityTag& tag, Comparison comparison) {
  while (true) {
    // RFC 9110 5.6.1.2: empty elements mean nothing.
    const std::size_t start = rest.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return false;
    rest.remove_prefix(start);
    const std::optional<EntityTag> listed = take_tag(rest);
    if (!listed) return false;
    if (equal(*listed, tag, comparison)) return true;
    rest = trim(rest);
    if (!rest.empty() && rest.front() != ',') return false;
  }
}

}  // namespace

std::optional<EntityTag> parse_entity_tag(std::string_view text) {
  const std::optional<EntityTag> tag = take_tag(text);
  return text.empty() ? tag : std::nullopt;
}

bool equal(const EntityTag& a, const EntityTag& b, Comparison comparison) {
  if (comparison == Comparison::strong && (a.weak || b.weak)) return false;
  return a.opaque == b.opaque;
}

bool lists_tag(const Fields& fields, FieldName name, const EntityTag& tag, Comparison comparison) {
  for (const Field& field : fields) {
    if (field.token == token(name) && list_has(field.value, tag, comparison)) return true;
  }
  return false;
}

// RFC 9110 13.1.1: "*" together with other values "is syntactically invalid".
bool is_any(const Fields& fields, FieldName name) {
  return fields.count(name) == 1 && fields.find(name) == "*";
}

}  // namespace weft::http
