// RFC 9110 15: status codes.
#pragma once

#include <cstdint>
#include <string_view>

namespace weft::http {

// RFC 9110 15: "All valid status codes are within the range of 100 to 599, inclusive." The names are those that weft
// itself uses.
enum class Status : std::uint16_t {
  continue_ = 100,
  switching_protocols = 101,
  early_hints = 103,
  ok = 200,
  created = 201,
  accepted = 202,
  no_content = 204,
  reset_content = 205,
  partial_content = 206,
  moved_permanently = 301,
  found = 302,
  see_other = 303,
  not_modified = 304,
  temporary_redirect = 307,
  permanent_redirect = 308,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  request_timeout = 408,
  conflict = 409,
  gone = 410,
  length_required = 411,
  precondition_failed = 412,
  content_too_large = 413,
  uri_too_long = 414,
  unsupported_media_type = 415,
  range_not_satisfiable = 416,
  expectation_failed = 417,
  misdirected_request = 421,
  too_early = 425,
  upgrade_required = 426,
  too_many_requests = 429,
  request_header_fields_too_large = 431,
  internal_server_error = 500,
  not_implemented = 501,
  bad_gateway = 502,
  service_unavailable = 503,
  gateway_timeout = 504,
  http_version_not_supported = 505,
};

constexpr std::uint16_t code(Status status) {
  return static_cast<std::uint16_t>(status);
}
constexpr bool is_interim(Status status) {
  return code(status) < 200;
}
// RFC 9110 15.2: a final status ends the response; any number of 1xx may come before it.
constexpr bool is_final(Status status) {
  return code(status) >= 200 && code(status) < 600;
}
constexpr bool is_successful(Status status) {
  return code(status) >= 200 && code(status) < 300;
}

// RFC 9110 6.4.1: 1xx, 204 and 304 never have content.
constexpr bool forbids_content(Status status) {
  return is_interim(status) || status == Status::no_content || status == Status::not_modified;
}

// "Not Found"; empty for a code without a name in RFC 9110, 6585, 8297 or 8470.
std::string_view reason_phrase(Status status);

}  // namespace weft::http
