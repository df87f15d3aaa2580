#include <weft/h2/outgoing_fields.hpp>

#include <array>

#include <fmt/format.h>

#include <weft/h2/message_rules.hpp>
#include <weft/http/authority.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/target.hpp>

namespace weft::h2 {

namespace {

using http::FieldName;

// RFC 9113 8.2.2: "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header fields."
bool is_sendable(const http::Fields& fields, MessageKind kind) {
  // One look at all fields instead of one look at each saves a thirtieth of a small response's instructions.
  if (fields.all_have(http::mark::sound) && !fields.may_have(peculiar_names)) return true;
  for (const Field& field : fields) {
    if (!is_plain(field) && check_regular_field(field, kind)) return false;
  }
  return true;
}

void add(NameToken token, std::string_view name, std::string_view value, hpack::Encoder& encoder, Buffer& out) {
  encoder.add(Field{name, value, token, false}, out);
}

// RFC 9110 8.6: "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx
// (Informational) or 204 (No Content)."
bool may_have_length(http::Status status) {
  return !http::is_interim(status) && status != http::Status::no_content;
}

bool lacks_length(const http::Fields& fields) {
  return fields.count(FieldName::content_length) == 0;
}

void add_length(std::uint64_t length, const http::Fields& fields, hpack::Encoder& encoder, Buffer& out) {
  if (!lacks_length(fields)) return;
  encoder.add_number(http::token(FieldName::content_length), http::to_string(FieldName::content_length), length, out);
}

// The texts of all status codes are made while compiling: a comparison with digits that were just written would stall.
constexpr auto all_digits = [] {
  std::array<std::array<char, 3>, 900> all{};
  for (unsigned code = 100; code < 1000; ++code) {
    all[code - 100] = {static_cast<char>('0' + code / 100), static_cast<char>('0' + code / 10 % 10),
                       static_cast<char>('0' + code % 10)};
  }
  return all;
}();

std::string_view digits_of(http::Status status) {
  const auto& digits = all_digits[http::code(status) - 100u];
  return {digits.data(), digits.size()};
}

void add_all(const http::Fields& fields, hpack::Encoder& encoder, Buffer& out) {
  for (const Field& field : fields) encoder.add(field, out);
}

}  // namespace

bool is_sendable(const http::Fields& fields) {
  return is_sendable(fields, MessageKind::response);
}

bool is_sendable(const http::ResponseHead& head) {
  const auto code = http::code(head.status);
  // RFC 9113 8.6: "HTTP/2 does not support the 101 (Switching Protocols) informational status code".
  return code >= 100 && code <= 999 && head.status != http::Status::switching_protocols && is_sendable(head.fields);
}

bool is_sendable(const http::RequestHead& head) {
  if (!http::is_token(head.method_text) || !is_sendable(head.fields, MessageKind::request)) return false;
  if (!head.authority.empty() && !http::is_valid_authority(head.authority)) return false;
  if (head.method == http::Method::connect && head.protocol.empty()) {
    return !head.authority.empty() && head.scheme.empty() && head.path.empty();
  }
  const bool is_asterisk = head.path == "*" && head.method == http::Method::options;
  return !head.scheme.empty() && http::is_field_value(head.scheme) && (is_asterisk || http::is_valid_target(head.path));
}

void encode_section(const http::ResponseHead& head, hpack::Encoder& encoder, Buffer& out) {
  encoder.begin(out);
  encoder.add_list({":status", digits_of(head.status), pseudo::status}, head.fields.all(), out);
  if (head.content_length && may_have_length(head.status)) add_length(*head.content_length, head.fields, encoder, out);
}

// RFC 9113 8.3: "All pseudo-header fields MUST appear in a field block before all regular field lines."
void encode_section(const http::RequestHead& head, hpack::Encoder& encoder, Buffer& out) {
  encoder.begin(out);
  add(pseudo::method, ":method", head.method_text, encoder, out);
  if (!head.protocol.empty()) add(0, ":protocol", head.protocol, encoder, out);
  if (!head.scheme.empty()) add(pseudo::scheme, ":scheme", head.scheme, encoder, out);
  if (!head.authority.empty()) add(pseudo::authority, ":authority", head.authority, encoder, out);
  if (!head.path.empty()) add(pseudo::path, ":path", head.path, encoder, out);
  add_all(head.fields, encoder, out);
  if (head.content_length) add_length(*head.content_length, head.fields, encoder, out);
}

void encode_section(const http::Fields& trailers, hpack::Encoder& encoder, Buffer& out) {
  encoder.begin(out);
  add_all(trailers, encoder, out);
}

std::size_t section_size(const http::ResponseHead& head) {
  std::size_t size = std::string_view(":status").size() + digits_of(head.status).size() + section_size(head.fields);
  if (head.content_length && may_have_length(head.status) && lacks_length(head.fields)) {
    size += http::to_string(FieldName::content_length).size() + fmt::formatted_size("{}", *head.content_length);
  }
  return size;
}

std::size_t section_size(const http::Fields& trailers) {
  std::size_t size = 0;
  for (const Field& field : trailers) size += field.name.size() + field.value.size();
  return size;
}

}  // namespace weft::h2
