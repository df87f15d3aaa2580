#include <weft/h1/field_line.hpp>

#include <cstring>

#include <weft/http/field_name.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::h1 {

namespace {

bool is_whitespace(char c) {
  return c == ' ' || c == '\t';
}

Reason fault_of_name(std::string_view name) {
  // RFC 9112 5.1: "A server MUST reject, with a response status code of 400 (Bad Request), any received request message
  // that contains whitespace between a header field name and colon."
  if (!name.empty() && is_whitespace(name.back())) return Reason::space_before_colon;
  return name.find('\r') == std::string_view::npos ? Reason::field_name_not_valid : Reason::bare_cr;
}

// RFC 9112 2.2: "A recipient of such a bare CR MUST consider that element to be invalid or replace each bare CR with
// SP"
Reason fault_of_value(std::string_view value) {
  return value.find('\r') == std::string_view::npos ? Reason::field_value_not_valid : Reason::bare_cr;
}

Reason fault_of_line(std::string_view line) {
  return line.find('\r') == std::string_view::npos ? Reason::field_line_not_valid : Reason::bare_cr;
}

}  // namespace

Result<Field, Reason> parse_field_line(std::span<char> line, const Limits& limits) {
  const std::string_view text(line.data(), line.size());
  // RFC 9112 5.2: "A server that receives an obs-fold in a request message that is not within a "message/http"
  // container MUST either reject the message by sending a 400 (Bad Request) […] or replace each received obs-fold with
  // one or more SP octets". Beyond the RFC: a client rejects obs-fold as well.
  if (is_whitespace(text[0])) return fail(Reason::line_folding);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return fail(fault_of_line(text));
  if (colon > limits.name_octets) return fail(Reason::name_too_long);
  for (char& c : line.first(colon)) c = http::to_lower(c);
  Field field{text.substr(0, colon), http::trim(text.substr(colon + 1))};
  field.token = http::intern_field_name(field.name);
  if (field.token == 0 && !http::is_lower_case_name(field.name)) return fail(fault_of_name(field.name));
  if (field.value.size() > limits.value_octets) return fail(Reason::value_too_long);
  if (!http::is_field_value(field.value)) return fail(fault_of_value(field.value));
  return field;
}

std::span<char> take_line(std::span<char>& rest) {
  const char* feed = static_cast<const char*>(std::memchr(rest.data(), '\n', rest.size()));
  const auto end = static_cast<std::size_t>(feed - rest.data());
  const auto line = rest.first(end - 1);
  rest = rest.subspan(end + 1);
  return line;
}

}  // namespace weft::h1
