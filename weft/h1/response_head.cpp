#include <weft/h1/field_line.hpp>
#include <weft/h1/field_section.hpp>
#include <weft/h1/head_reader.hpp>
#include <weft/h1/status_line.hpp>

namespace weft::h1 {

Result<Framing, Reason> read_response_head(std::span<char> text, const Limits& limits, http::Method method,
                                           http::ResponseHead& head) {
  head.clear();
  const auto first = take_line(text);
  const auto line = parse_status_line({first.data(), first.size()});
  if (!line) return fail(line.error());
  head.version = line->version;
  head.status = line->status;
  const auto fields = read_field_section(Section::response, text, limits, head.fields);
  if (!fields) return fail(fields.error());
  head.content_length = fields->content_length;
  const auto framing = frame_response(*fields, line->version, line->status, method);
  if (!framing) return fail(framing.error());
  if (!framing->upgrade) head.fields.remove(http::FieldName::upgrade);
  return framing;
}

}  // namespace weft::h1
