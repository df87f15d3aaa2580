// Exchanges as a recording has them: a list in JSON, for people to read and to change.
//
//   [
//     {
//       "request": {
//         "method": "POST", "url": "https://example.org/notes", "fields": {"accept": "text/html", "x-a": ["1", "2"]},
//         "body_sha256": "…"                                        without one: no body
//       },
//       "response": {
//         "status": 201,
//         "fields": {"content-type": "text/plain", "x-octets": {"base64": "6Q=="}},     where the value is no text
//         "body": "made",                                           or "body_base64", where the body is no text
//         "trailers": {"x-sum": "12"}
//       }
//     }
//   ]
//
// Text is UTF-8 without NUL. Bodies are without their codings (RFC 9110 8.4). A replay finds an exchange by method, URL
// and body.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/http/status.hpp>

namespace weft::client {

using FieldTexts = std::vector<std::pair<std::string, std::string>>;

struct RecordedExchange {
  std::string method;
  std::string url;
  FieldTexts request_fields = {};
  // Hexadecimal digits; empty without a body.
  std::string body_sha256 = {};
  http::Status status{};
  FieldTexts fields = {};
  std::string body = {};
  FieldTexts trailers = {};
};

// One element of the list.
std::string to_json(const RecordedExchange& exchange);
// Throws config::JsonError.
std::vector<RecordedExchange> read_recording(const std::string& text);

// As RecordedExchange::body_sha256.
std::string recorded_hash(std::string_view body);

}  // namespace weft::client
