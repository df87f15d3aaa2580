#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/http/content_length.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>
#include <weft/server/upstream/upstream.hpp>

namespace weft {

namespace {

using http::FieldName;

// RFC 9110 7.6.1: "Intermediaries MUST parse a received Connection header field before a message is forwarded and, for
// each connection-option in this field, remove any header or trailer field(s) from the message with the same name as
// the connection-option".
std::vector<std::string_view> connection_options(const http::Fields& fields) {
  std::vector<std::string_view> options;
  for (const Field& field : fields) {
    if (field.name != "connection") continue;
    for (std::string_view rest = field.value; const auto option = http::next_element(rest);) options.push_back(*option);
  }
  return options;
}

bool is_set_by_engine(FieldName name) {
  return name == FieldName::content_length || name == FieldName::te || name == FieldName::http2_settings ||
         http::is_connection_specific(name);
}

void copy_end_to_end(const http::Fields& from, http::Fields& to) {
  const auto options = connection_options(from);
  for (const Field& field : from) {
    const bool is_option = std::any_of(options.begin(), options.end(), [&](std::string_view option) {
      return http::equals_ignoring_case(option, field.name);
    });
    if (!is_option && !is_set_by_engine(http::field_name_of(field.name))) to.add(field.name, field.value);
  }
}

Task<> pass_on(Context& c, ResponseStream& response) {
  server::ResponseStream body = c.stream();
  for (;;) {
    const auto piece = co_await response.read();
    if (!piece) co_return c.abort(piece.error().reason());
    if (piece->empty()) break;
    co_await body.write(*piece);
  }
  for (const Field& field : response.trailers()) {
    if (!http::is_forbidden_trailer(http::field_name_of(field.name))) body.trailer(field.name, field.value);
  }
}

}  // namespace

Task<> stream_from(Context& c, ResponseStream response) {
  c.status(response.status());
  copy_end_to_end(response.fields(), c.response().fields);
  if (const auto length = http::content_length_of(response.fields())) c.response().content_length = *length;
  const bool has_content = c.method() != http::Method::head && !http::forbids_content(response.status());
  if (!has_content) co_return c.send();
  co_await pass_on(c, response);
}

}  // namespace weft
