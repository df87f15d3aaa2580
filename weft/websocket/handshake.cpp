#include <weft/websocket/handshake.hpp>

#include <algorithm>

#include <weft/base/base64.hpp>
#include <weft/http/text.hpp>
#include <weft/websocket/sha1.hpp>

namespace weft::websocket {
namespace {

using http::FieldName;
using http::Status;

bool offers(const http::Fields& request, std::string_view subprotocol) {
  for (const Field& field : request) {
    if (field.token != http::token(FieldName::sec_websocket_protocol)) continue;
    for (auto rest = field.value; const auto offered = http::next_element(rest);) {
      if (*offered == subprotocol) return true;
    }
  }
  return false;
}

bool has_upgrade(const http::Fields& request) {
  for (auto rest = request.find(FieldName::upgrade).value_or(""); const auto protocol = http::next_element(rest);) {
    if (http::equals_ignoring_case(*protocol, "websocket")) return true;
  }
  return false;
}

}  // namespace

bool asks_for_websocket(const http::RequestHead& request) {
  // RFC 8441 5: "The :protocol pseudo-header field MUST be included in the CONNECT request, and it MUST have a value of
  // websocket to initiate a WebSocket connection on an HTTP/2 stream."
  if (request.version == http::Version::http2) {
    return request.method == http::Method::connect && http::equals_ignoring_case(request.protocol, "websocket");
  }
  return request.method == http::Method::get && has_upgrade(request.fields);
}

std::optional<Status> fault_of(const http::RequestHead& request) {
  constexpr auto upgrade_required = static_cast<Status>(426);
  const bool is_http2 = request.version == http::Version::http2;
  // RFC 6455 4.4: a server that does not speak the version answers with those that it speaks.
  if (request.fields.find(FieldName::sec_websocket_version) != version) {
    return is_http2 ? Status::bad_request : upgrade_required;
  }
  // RFC 8441 5: "Implementations using this extended CONNECT to bootstrap WebSockets do not do the processing of the
  // Sec-WebSocket-Key and Sec-WebSocket-Accept header fields of [RFC6455]".
  if (is_http2) return std::nullopt;
  const auto key = request.fields.find(FieldName::sec_websocket_key);
  const bool has_key = key && request.fields.count(FieldName::sec_websocket_key) == 1 && is_valid_key(*key);
  const bool has_body = request.content_length.value_or(0) != 0;
  return has_key && !has_body ? std::nullopt : std::optional(Status::bad_request);
}

// RFC 6455 4.2.2: "concatenating this value with the string "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", taking the SHA-1
// hash of this concatenated value to obtain a 20-byte value and base64-encoding".
std::string accept_of(std::string_view key) {
  return base64(sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
}

bool is_valid_key(std::string_view key) {
  const auto nonce = from_base64(key);
  return nonce && nonce->size() == 16;
}

std::string_view choose_subprotocol(const http::Fields& request, std::span<const std::string> ours) {
  const auto chosen = std::ranges::find_if(ours, [&](const std::string& each) { return offers(request, each); });
  return chosen == ours.end() ? std::string_view() : std::string_view(*chosen);
}

bool is_same_origin(std::string_view origin, std::string_view authority, bool secure) {
  const auto place = origin.find("://");
  if (place == origin.npos) return false;
  const std::string_view scheme = origin.substr(0, place);
  if (secure && !http::equals_ignoring_case(scheme, "https")) return false;
  // A browser leaves out the port that the scheme implies, here and there.
  return http::equals_ignoring_case(origin.substr(place + 3), authority);
}

}  // namespace weft::websocket
