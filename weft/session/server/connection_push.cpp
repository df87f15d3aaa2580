// RFC 9113 8.4: requests that the client did not make. Each becomes an exchange like any other.
#include <utility>

#include <weft/http/text.hpp>
#include <weft/session/server/connection.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

http::PushOutcome Connection::push(const Exchange& parent, http::Method method, std::string_view path,
                                   std::span<const Field> fields) {
  const h2::Connection* connection = engine().h2();
  if (connection == nullptr) return http::PushOutcome::http11;
  if (gone()) return http::PushOutcome::connection_closing;
  if (parent.pushed()) return http::PushOutcome::parent_is_pushed;
  // A promise beyond the client's limit would wait for room, and its answer might never find any.
  if (pushes_ >= connection->peer_stream_limit()) return http::PushOutcome::client_limit;

  auto head = promise(parent.request(), method, path, fields);
  const auto promised = engine().push(parent.id(), *head, loop().now());
  if (!promised) return promised.error();
  Exchange& exchange = connections_.exchanges.take();
  exchange.begin(*this, *this, *promised, std::move(head));
  exchanges_.insert(exchange);
  promised_.push_back(exchange);
  ++pushes_;
  touch();
  return http::PushOutcome::promised;
}

// RFC 9113 8.4: "The server MUST include a value in the ":authority" pseudo-header field for which the server is
// authoritative". For that of the parent it is.
std::unique_ptr<http::RequestHead> Connection::promise(const http::RequestHead& parent, http::Method method,
                                                       std::string_view path, std::span<const Field> fields) {
  auto head = std::make_unique<http::RequestHead>();
  head->method = method;
  head->method_text = http::to_string(method);
  Arena& arena = head->fields.arena();
  head->scheme = arena.store(parent.scheme);
  head->authority = arena.store(parent.authority);
  head->path = arena.store(path);
  for (const Field& field : fields) {
    head->fields.add(http::lower_case(field.name, arena), field.value,
                     field.sensitive ? http::Sensitive::yes : http::Sensitive::no);
  }
  return head;
}

void Connection::start_promised() {
  while (!promised_.empty()) {
    Exchange& exchange = promised_.pop_front();
    exchange.hand_over();
    connections_.service.on_request(exchange);
  }
}

}  // namespace weft::session::server
