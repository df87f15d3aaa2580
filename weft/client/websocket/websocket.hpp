// A WebSocket of a client (RFC 6455). By the client's version and policy it is a stream of a connection over HTTP/2,
// beside other requests, where the server takes that (RFC 8441), and has a connection of its own over HTTP/1.1
// otherwise.
//
//   auto s = co_await client.websocket("wss://example.org/chat");      // Result<ClientWebSocket, ClientError>
//   if (!s) … s.error().text();
//   co_await s->send("hello");
//   while (auto message = co_await s->receive()) use(*message);
//
//   auto s = client.websocket_wait("ws://localhost:8080/chat");        // on a thread that may block: …_wait() for all
//
// receive() gives one message after the other, and nullopt once the WebSocket is closed, whoever has closed it; it also
// answers pings and the server's Close, and sees to it that the answer leaves. One coroutine or thread receives at a
// time, and one sends, on the same loop or thread: what they share is not guarded. A WebSocket that is dropped is gone
// without a Close.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/client/error.hpp>
#include <weft/client/response_stream.hpp>
#include <weft/io/task.hpp>
#include <weft/websocket/connection.hpp>

namespace weft {

namespace client {
class Upstream;
class WebSocketOpening;
}  // namespace client

struct ClientWebSocketOptions {
  // Octets that a message may have once it is inflated, and that a frame may have as it is sent: 1009 beyond.
  std::size_t message = std::size_t{1} << 20;
  std::uint64_t frame = std::uint64_t{1} << 20;
  // The server chooses one of these: RFC 6455 1.9.
  std::vector<std::string> subprotocols = {};
  // Fields of the request: `authorization`, `cookie`, `origin`.
  std::vector<std::pair<std::string, std::string>> fields = {};
  websocket::DeflateOptions deflate = {};
};

class ClientWebSocket {
 public:
  using Message = websocket::Message;

  io::Task<std::optional<Message>> receive();
  std::optional<Message> receive_wait();

  // Waits while 64 KiB are unsent. False: the WebSocket is closed or about to be. The message lives until then. Text is
  // UTF-8.
  io::Task<bool> send(std::string_view text) { return send(websocket::Kind::text, as_octets(text)); }
  io::Task<bool> send(Octets octets) { return send(websocket::Kind::binary, octets); }
  io::Task<bool> send(const Message& message) { return send(message.kind, as_octets(message.data)); }
  bool send_wait(std::string_view text) { return send_wait(websocket::Kind::text, as_octets(text)); }
  bool send_wait(Octets octets) { return send_wait(websocket::Kind::binary, octets); }

  // Tells the server; receive() gives nullopt once the server has answered.
  void close(websocket::CloseCode code = websocket::CloseCode::normal, std::string_view reason = {});
  bool is_open() const { return connection_->is_open(); }
  // Once receive() has given nullopt: what the server's Close has said, or why it was closed.
  websocket::CloseCode close_code() const { return closed_.code; }
  const std::string& close_reason() const { return closed_.text; }
  // The one that the server has chosen; empty for none.
  const std::string& subprotocol() const { return subprotocol_; }
  http::Version version() const { return stream_.version(); }
  // Those of the response.
  const http::Fields& fields() const { return stream_.fields(); }

 private:
  friend class client::WebSocketOpening;

  ClientWebSocket(ResponseStream stream, std::shared_ptr<client::Upstream> upstream,
                  std::unique_ptr<websocket::Connection> connection, std::string subprotocol)
      : stream_(std::move(stream)),
        upstream_(std::move(upstream)),
        connection_(std::move(connection)),
        subprotocol_(std::move(subprotocol)) {}

  io::Task<bool> send(websocket::Kind kind, Octets octets);
  bool send_wait(websocket::Kind kind, Octets octets);
  // False: the WebSocket is closed, and more octets are not wanted.
  bool take_events(std::optional<Message>& message);
  void take(ResponseStream::Chunk chunk);
  void answer();
  io::Task<> let_end();
  void let_end_wait();
  // Takes a piece off `octets`; false where nobody sends.
  bool send_piece(websocket::Kind kind, Octets& octets);

  ResponseStream stream_;
  std::shared_ptr<client::Upstream> upstream_;
  std::unique_ptr<websocket::Connection> connection_;
  std::string subprotocol_;
  websocket::Closed closed_{websocket::CloseCode::abnormal, {}};
  // Octets that were read, and how many of them were looked at.
  std::string piece_;
  std::size_t looked_at_ = 0;
};

}  // namespace weft
