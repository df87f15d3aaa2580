// Checks of what handlers set. HTTP forbids some octets, because a quoted text could split a response in two, and some
// fields are weft's own. Each check throws std::invalid_argument that says what is wrong; it becomes a 500.
#pragma once

#include <string_view>

#include <weft/http/field_name.hpp>
#include <weft/http/head.hpp>

namespace weft::server {

// Gives the value as it is sent: without whitespace around it.
std::string_view check_field(http::FieldName name, std::string_view value);
// A name in any case.
std::string_view check_field(std::string_view name, std::string_view value);
// The same of a field behind the body.
std::string_view check_trailer(std::string_view name, std::string_view value);

// A response that is about to be sent has one of 200 to 599.
void check_status(http::Status status);

// Finds what a head may contain though nobody has called the checks above: first at a glance, then exactly.
constexpr http::Fields::Names names_of_ours =
    http::Fields::names({http::FieldName::content_length, http::FieldName::connection, http::FieldName::keep_alive,
                         http::FieldName::proxy_connection, http::FieldName::te, http::FieldName::transfer_encoding});
inline bool may_be_wrong(const http::ResponseHead& head) {
  return head.fields.may_have(names_of_ours) || !http::is_final(head.status);
}
void check_head(const http::ResponseHead& head);

}  // namespace weft::server
