#include <weft/h2/response_fields.hpp>

#include <weft/http/content_length.hpp>
#include <weft/http/field_name.hpp>

namespace weft::h2 {

namespace {

// RFC 9110 15: "The status code of a response is a three-digit integer code".
std::optional<http::Status> parse_status(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 3 || text[0] == '0' || !is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[2])) {
    return std::nullopt;
  }
  return static_cast<http::Status>((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
}

std::optional<Reason> take_status(http::ResponseHead& head) {
  const auto& list = head.fields.list();
  // RFC 9113 8.3.2: "This pseudo-header field MUST be included in all responses, including interim responses;
  // otherwise, the response is malformed".
  if (list.empty() || !is_pseudo(list.front())) return Reason::pseudo_field_missing;
  if (list.front().token != pseudo::status) return Reason::pseudo_field_unknown;
  const auto status = parse_status(list.front().value);
  if (!status) return Reason::pseudo_field_not_valid;
  // RFC 9113 8.6: "HTTP/2 does not support the 101 (Switching Protocols) informational status code".
  if (*status == http::Status::switching_protocols) return Reason::switching_protocols;
  head.status = *status;
  return std::nullopt;
}

std::optional<Reason> take_length(http::ResponseHead& head, const Field& field) {
  if (field.token != http::token(http::FieldName::content_length)) return std::nullopt;
  const auto length = http::parse_content_length(field.value);
  if (!length || head.content_length) return Reason::content_length_not_valid;
  head.content_length = length;
  return std::nullopt;
}

}  // namespace

std::optional<Reason> read_response(http::ResponseHead& head, const Limits& limits) {
  if (const auto violation = take_status(head)) return violation;
  auto& list = head.fields.list();
  for (std::size_t i = 1; i < list.size(); ++i) {
    const Field& field = list[i];
    if (is_pseudo(field)) {
      if (field.token != pseudo::status) return Reason::pseudo_field_unknown;
      return is_pseudo(list[i - 1]) ? Reason::pseudo_field_repeated : Reason::pseudo_field_too_late;
    }
    if (const auto violation = check_regular_field(field, MessageKind::response)) return violation;
    if (is_too_large(field, limits)) return Reason::response_fields_too_large;
    if (const auto violation = take_length(head, field)) return violation;
  }
  head.fields.settle(1);
  return std::nullopt;
}

}  // namespace weft::h2
