// The opening handshake of a server, and what happens around a WebSocket's handler.
#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include <weft/http/text.hpp>
#include <weft/server/context.hpp>
#include <weft/server/group.hpp>
#include <weft/server/websocket/websocket.hpp>
#include <weft/websocket/handshake.hpp>

namespace weft {
namespace server {

using http::FieldName;
using http::Status;

namespace {

std::string what_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "not a std::exception";
  }
}

}  // namespace

class WebSocketRoute {
 public:
  WebSocketRoute(WebSocketHandler handler, WebSocketOptions options)
      : handler_(std::move(handler)), options_(std::move(options)) {}

  Task<> serve(Context& c) const {
    if (const auto fault = fault_of(c)) {
      refuse(c, *fault);
      co_return;
    }
    const auto deflate = websocket::choose_deflate(c.request().fields, options_.deflate);
    const auto subprotocol = websocket::choose_subprotocol(c.request().fields, options_.subprotocols);
    WebSocket s(c, accept(c, deflate, subprotocol), options_, deflate, subprotocol);
    co_await run(s);
    if (!c.cancelled()) co_await s.finish();
  }

 private:
  std::optional<Status> fault_of(const Context& c) const {
    // A protocol that the path does not speak: RFC 9110 15.6.2.
    if (!websocket::asks_for_websocket(c.request())) return Status::not_implemented;
    if (const auto fault = websocket::fault_of(c.request())) return fault;
    return may_open(c) ? std::nullopt : std::optional(Status::forbidden);
  }

  // RFC 6455 10.2: "Servers that are not intended to process input from any web page but only for certain sites SHOULD
  // verify the |Origin| field is an origin they expect."
  bool may_open(const Context& c) const {
    const auto origin = c.field(FieldName::origin);
    if (!origin || websocket::is_same_origin(*origin, c.request().authority, c.secure())) return true;
    return std::ranges::any_of(options_.origins, [&](const std::string& each) {
      return each == "*" || http::equals_ignoring_case(each, *origin);
    });
  }

  static void refuse(Context& c, Status status) {
    const bool tells_version = status != Status::forbidden && status != Status::not_implemented;
    if (tells_version) c.set(FieldName::sec_websocket_version, websocket::version);
    if (http::code(status) == 426) c.response().fields.set(FieldName::upgrade, "websocket");
    c.error(status);
  }

  static ResponseStream accept(Context& c, const std::optional<websocket::Deflate>& deflate,
                               std::string_view subprotocol) {
    const auto& request = c.request();
    if (request.version == http::Version::http2) {
      c.status(Status::ok);
    } else {
      c.response().status = Status::switching_protocols;
      c.response().fields.add(FieldName::upgrade, "websocket");
      c.set(FieldName::sec_websocket_accept, websocket::accept_of(*c.field(FieldName::sec_websocket_key)));
    }
    if (deflate) c.set(FieldName::sec_websocket_extensions, websocket::answer_of(*deflate));
    if (!subprotocol.empty()) c.set(FieldName::sec_websocket_protocol, subprotocol);
    return c.tunnel();
  }

  // RFC 6455 7.4.1: "1011 indicates that a server is terminating the connection because it encountered an unexpected
  // condition that prevented it from fulfilling the request."
  Task<> run(WebSocket& s) const {
    std::exception_ptr failure;
    try {
      co_await handler_(s);
    } catch (...) {
      failure = std::current_exception();
    }
    Context& c = s.context();
    if (!failure || c.cancelled() || s.connection_.is_closed()) co_return;
    c.report(fmt::format("the handler of a WebSocket failed: {}", what_of(failure)));
    s.close(CloseCode::internal_error, "handler_failed");
  }

  WebSocketHandler handler_;
  WebSocketOptions options_;
};

Handler websocket_route(WebSocketHandler handler, WebSocketOptions options) {
  auto route = std::make_shared<const WebSocketRoute>(std::move(handler), std::move(options));
  return [route](Context& c) -> Task<> { return route->serve(c); };
}

Routed Group::websocket(std::string_view pattern, WebSocketHandler handler, const WebSocketOptions& options) {
  return add(http::Method::connect, pattern, websocket_route(std::move(handler), options), {});
}

}  // namespace server
}  // namespace weft
