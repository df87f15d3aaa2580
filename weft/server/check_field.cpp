#include <weft/server/check_field.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::server {
namespace {

using http::FieldName;

template <class... Arguments>
[[noreturn]] void fail_with(fmt::format_string<Arguments...> text, Arguments&&... arguments) {
  throw std::invalid_argument(fmt::format(text, std::forward<Arguments>(arguments)...));
}

// RFC 9112 6 and 9, RFC 9113 8.2.2: how a message is framed, and how long its connection lives, is for the engine of
// its version to say.
void check_owner(FieldName known, std::string_view name) {
  if (known == FieldName::content_length) {
    fail_with(
        "the field content-length is set by weft, which counts the octets; for HEAD, and ahead of a stream, say it "
        "with "
        "response().content_length");
  }
  if (http::is_connection_specific(known) || known == FieldName::te || known == FieldName::http2_settings) {
    fail_with("the field {} is set by weft, because it is about the connection and not about the response", name);
  }
}

void check_name(std::string_view name) {
  if (name.starts_with(':')) fail_with("the pseudo-field {} is set by weft; status() says the status", name);
  if (!http::is_token(name)) {
    fail_with("\"{}\" is no name of a field: expected letters, digits and any of !#$%&'*+-.^_`|~", name);
  }
}

// RFC 9110 5.5: "A field value does not include leading or trailing whitespace."
std::string_view check_value(std::string_view name, std::string_view value) {
  if (http::has_outer_whitespace(value)) value = http::trim(value);
  if (http::is_field_value(value)) return value;
  const auto is_wrong = [](const char& octet) { return !http::is_field_value({&octet, 1}); };
  const auto wrong = std::find_if(value.begin(), value.end(), is_wrong);
  fail_with(
      "the field {} has a value with the control octet 0x{:02x} at its place {}: expected visible text, spaces and "
      "tabs",
      name, static_cast<unsigned char>(*wrong), wrong - value.begin());
}

}  // namespace

std::string_view check_field(FieldName name, std::string_view value) {
  const std::string_view text = http::to_string(name);
  // Only the text of FieldName::unknown is empty.
  if (text.empty()) check_name(text);
  check_owner(name, text);
  return check_value(text, value);
}

std::string_view check_field(std::string_view name, std::string_view value) {
  check_name(name);
  check_owner(http::field_name_in_any_case(name), name);
  return check_value(name, value);
}

std::string_view check_trailer(std::string_view name, std::string_view value) {
  if (http::is_forbidden_trailer(http::field_name_in_any_case(name))) {
    fail_with("the field {} has no meaning behind the body (RFC 9110 6.5.1): set it before", name);
  }
  return check_field(name, value);
}

void check_status(http::Status status) {
  if (http::is_final(status)) return;
  fail_with("{} is no status of a response: expected 200 to 599{}", http::code(status),
            http::code(status) / 100 == 1 ? "; weft sends 100 (Continue) by itself" : "");
}

void check_head(const http::ResponseHead& head) {
  check_status(head.status);
  for (const Field& field : head.fields) check_owner(static_cast<FieldName>(field.token), field.name);
}

}  // namespace weft::server
