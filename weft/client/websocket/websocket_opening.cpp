// The opening handshake of a client: RFC 6455 4.1 over HTTP/1.1, RFC 8441 5 over HTTP/2.
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include <weft/base/base64.hpp>
#include <weft/client/client.hpp>
#include <weft/client/core.hpp>
#include <weft/client/websocket/upstream.hpp>
#include <weft/client/websocket/websocket.hpp>
#include <weft/http/text.hpp>
#include <weft/io/hash.hpp>
#include <weft/websocket/handshake.hpp>

namespace weft {
namespace client {

using http::FieldName;

namespace {

// Octets that nobody can foretell.
template <std::size_t size>
std::array<std::uint8_t, size> unforeseeable() {
  std::array<std::uint8_t, size> octets{};
  const std::string digits = io::random_hex(size);
  for (std::size_t i = 0; i < size; ++i) {
    octets[i] = static_cast<std::uint8_t>(http::hex_value(digits[2 * i]) * 16 + http::hex_value(digits[2 * i + 1]));
  }
  return octets;
}

// RFC 6455 3: "ws" and "wss" are URLs of "http" and "https" by another name.
std::string http_url(std::string_view url) {
  if (url.starts_with("ws://")) return fmt::format("http{}", url.substr(2));
  if (url.starts_with("wss://")) return fmt::format("https{}", url.substr(3));
  return std::string(url);
}

ClientError refusal(std::string detail) {
  return {.stage = ClientError::Stage::head,
          .close = close_of(Reason::websocket_refused),
          .attempts = 1,
          .safe_to_retry = false,
          .detail = std::move(detail)};
}

}  // namespace

class WebSocketOpening {
 public:
  WebSocketOpening(const Client& client, std::string_view url, ClientWebSocketOptions options)
      : options_(std::move(options)),
        key_(base64(as_text(unforeseeable<16>()))),
        upstream_(std::make_shared<Upstream>()),
        request_(client.get(http_url(url))) {
    request_.decode(false);
    for (const auto& [name, value] : options_.fields) request_.field(name, value);
    complete(request_.request());
  }

  ClientRequest& request() { return request_; }

  Result<ClientWebSocket, ClientError> accept(Result<ResponseStream, ClientError> response) {
    if (!response) return fail(std::move(response.error()));
    const http::Fields& fields = response->fields();
    if (!is_accepted(*response)) return fail(refusal(fmt::format("the status was {}", http::code(response->status()))));
    if (!has_proof(*response)) return fail(refusal("sec-websocket-accept is wrong"));
    const auto extension = websocket::read_answer(fields, options_.deflate);
    if (!extension.is_valid) return fail(refusal("an extension was not offered"));
    const std::string subprotocol(fields.find(FieldName::sec_websocket_protocol).value_or(""));
    if (!subprotocol.empty() && std::ranges::find(options_.subprotocols, subprotocol) == options_.subprotocols.end()) {
      return fail(refusal("the subprotocol was not offered"));
    }
    auto connection = std::make_unique<websocket::Connection>(
        http::Role::client, websocket::Options{options_.message, options_.frame}, extension.deflate, unforeseeable<4>);
    return ClientWebSocket(std::move(*response), upstream_, std::move(connection), subprotocol);
  }

 private:
  // RFC 9110 9.3.6: to a CONNECT "Any 2xx (Successful) response indicates that the sender (and all inbound proxies)
  // will switch to tunnel mode".
  static bool is_accepted(const ResponseStream& response) {
    return response.version() == http::Version::http2 ? http::is_successful(response.status())
                                                      : response.status() == http::Status::switching_protocols;
  }

  // RFC 6455 4.1: the client fails the connection where the value is not the one expected. RFC 8441 5: over HTTP/2 that
  // "functionality has been superseded by the :protocol pseudo-header field".
  bool has_proof(const ResponseStream& response) const {
    return response.version() == http::Version::http2 ||
           response.fields().find(FieldName::sec_websocket_accept) == websocket::accept_of(key_);
  }

  void complete(Request& request) {
    request.opens_websocket = true;
    auto& fields = request.fields;
    fields.add(FieldName::upgrade, "websocket");
    fields.add(FieldName::sec_websocket_version, websocket::version);
    fields.add(FieldName::sec_websocket_key, key_);
    if (options_.deflate.on) {
      fields.add(FieldName::sec_websocket_extensions, websocket::offer_of(options_.deflate));
    }
    if (!options_.subprotocols.empty()) {
      fields.add(FieldName::sec_websocket_protocol, fmt::format("{}", fmt::join(options_.subprotocols, ", ")));
    }
    request.content = std::make_unique<UpstreamContent>(upstream_);
    // A WebSocket may be silent for as long as it likes.
    request.body_limit = std::chrono::hours(24 * 365);
  }

  ClientWebSocketOptions options_;
  std::string key_;
  std::shared_ptr<Upstream> upstream_;
  ClientRequest request_;
};

}  // namespace client

io::Task<Result<ClientWebSocket, ClientError>> Client::websocket(std::string url,
                                                                 ClientWebSocketOptions options) const {
  client::WebSocketOpening opening(*this, url, std::move(options));
  auto response = co_await opening.request().open();
  co_return opening.accept(std::move(response));
}

Result<ClientWebSocket, ClientError> Client::websocket_wait(std::string_view url,
                                                            ClientWebSocketOptions options) const {
  client::WebSocketOpening opening(*this, url, std::move(options));
  return opening.accept(opening.request().open_wait());
}

}  // namespace weft
