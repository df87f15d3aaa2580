#include <weft/h1/field_section.hpp>

#include <vector>

#include <weft/h1/field_line.hpp>
#include <weft/http/content_length.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::h1 {

namespace {

using http::FieldName;

enum class Keep { yes, no };

struct Reader {
  Section section;
  ConnectionFields seen;
  // A connection option is the name of another field.
  bool nominates = false;

  Result<Keep, Reason> read(const Field& field);
  Result<Keep, Reason> read_content_length(std::string_view value);
  Keep read_host(std::string_view value);
  Keep read_connection(std::string_view value);
};

Result<Keep, Reason> Reader::read(const Field& field) {
  switch (static_cast<FieldName>(field.token)) {
    case FieldName::host:
      return read_host(field.value);
    case FieldName::content_length:
      return read_content_length(field.value);
    case FieldName::connection:
      return read_connection(field.value);
    case FieldName::transfer_encoding:
      ++seen.codings;
      seen.coding = field.value;
      return Keep::no;
    case FieldName::keep_alive:
    case FieldName::proxy_connection:
    case FieldName::te:
      return Keep::no;
    case FieldName::expect:
      seen.expects_continue = http::equals_ignoring_case(field.value, "100-continue");
      return Keep::yes;
    default:
      return Keep::yes;
  }
}

Keep Reader::read_host(std::string_view value) {
  if (section == Section::response) return Keep::yes;
  ++seen.hosts;
  seen.host = value;
  return Keep::no;
}

Result<Keep, Reason> Reader::read_content_length(std::string_view value) {
  // RFC 9112 6.3: a recipient may mend a list whose values "are the same". Beyond the RFC: two lengths are refused even
  // if they are equal, because the next recipient on the way may read them in another way.
  if (seen.content_length) return fail(Reason::content_length_repeated);
  seen.content_length = http::parse_content_length(value);
  if (!seen.content_length) return fail(Reason::content_length_not_valid);
  return Keep::yes;
}

Keep Reader::read_connection(std::string_view value) {
  for (auto rest = value; auto option = http::next_element(rest);) {
    if (http::equals_ignoring_case(*option, "close")) {
      seen.close = true;
    } else if (http::equals_ignoring_case(*option, "keep-alive")) {
      seen.keep_alive = true;
    } else if (http::equals_ignoring_case(*option, "upgrade")) {
      seen.upgrade = true;
    } else if (!http::equals_ignoring_case(*option, "te")) {
      nominates = true;
    }
  }
  return nominates ? Keep::yes : Keep::no;
}

// RFC 9110 7.6.1: "Intermediaries MUST parse a received Connection header field before a message is forwarded and, for
// each connection-option in this field, remove any header or trailer field(s) from the message with the same name as
// the connection-option". Beyond that, the fields that an upgrade needs stay, and so does content-length.
bool outlives_nomination(const Field& field) {
  return field.token == http::token(FieldName::upgrade) || field.token == http::token(FieldName::http2_settings) ||
         field.token == http::token(FieldName::content_length);
}

void drop_named(std::string_view option, std::vector<Field>& list) {
  for (Field& field : list) {
    if (http::equals_ignoring_case(option, field.name) && !outlives_nomination(field)) field.name = {};
  }
}

// Options count as fields, because each costs a walk over the list.
Result<void, Reason> drop_nominated(const Limits& limits, http::Fields& fields) {
  std::size_t options = 0;
  auto& list = fields.list();
  for (const Field& connection : list) {
    if (connection.token != http::token(FieldName::connection)) continue;
    for (auto rest = connection.value; auto option = http::next_element(rest);) {
      if (++options > limits.fields) return fail(Reason::too_many_fields);
      if (!http::equals_ignoring_case(*option, "connection")) drop_named(*option, list);
    }
  }
  std::erase_if(
      list, [](const Field& field) { return field.name.empty() || field.token == http::token(FieldName::connection); });
  return {};
}

}  // namespace

Result<ConnectionFields, Reason> read_field_section(Section section, std::span<char> text, const Limits& limits,
                                                    http::Fields& fields) {
  Reader reader{section, {}};
  std::size_t count = 0;
  for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
    if (++count > limits.fields) return fail(Reason::too_many_fields);
    const auto field = parse_field_line(line, limits);
    if (!field) return fail(field.error());
    const auto keep = reader.read(*field);
    if (!keep) return fail(keep.error());
    if (*keep == Keep::yes) fields.add_view(*field);
  }
  if (reader.nominates) {
    if (const auto dropped = drop_nominated(limits, fields); !dropped) return fail(dropped.error());
  }
  return reader.seen;
}

Result<void, Reason> read_trailer_section(std::span<char> text, const Limits& limits, http::Fields& fields) {
  std::size_t count = 0;
  for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
    if (++count > limits.fields) return fail(Reason::too_many_fields);
    const auto field = parse_field_line(line, limits);
    if (!field) return fail(field.error());
    // RFC 9110 6.5.1: "Many fields cannot be processed outside the header section because their evaluation is necessary
    // prior to receiving the content". Beyond the RFC: such fields are dropped, so that nobody may take them for header
    // fields.
    if (!http::is_forbidden_trailer(static_cast<FieldName>(field->token))) fields.add_view(*field);
  }
  return {};
}

}  // namespace weft::h1
