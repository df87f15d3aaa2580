// A WebSocket as its handler sees it, whether it came over HTTP/1.1 (RFC 6455) or HTTP/2 (RFC 8441).
//
//   server.websocket("/chat", [](weft::WebSocket& s) -> weft::Task<> {
//     while (auto message = co_await s.receive()) co_await s.send(*message);
//   });
//
// The handler is called once the WebSocket is open, and the WebSocket closes when the handler has ended: with 1000, or
// with 1011 where an exception has left it. Middleware runs before, with the request as it came: it may refuse, and
// what it adds to the response goes out with the handshake. A page of another origin is refused with 403, because
// browsers send cookies with its handshake as well: WebSocketOptions::origins.
//
// receive() gives one message after the other. It also answers pings and sees that the peer closes, so a handler that
// mostly sends has a coroutine beside it that receives. One coroutine receives at a time, and one sends: a second one
// is a mistake, std::logic_error. A WebSocket belongs to the thread of its loop, and to its handler until that has
// ended.
//
// GCC 12 miscompiles `while (co_await s.receive())`, which drops what it gets: give the message a name.
//
// When the peer has gone without a word, receive() gives nullopt, close_code() is 1006, and all other co_awaits throw
// std::system_error (std::errc::operation_canceled), as in every handler.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/task.hpp>
#include <weft/server/handler.hpp>
#include <weft/server/response_stream.hpp>
#include <weft/server/websocket/held_messages.hpp>
#include <weft/server/websocket/open_websockets.hpp>
#include <weft/websocket/connection.hpp>

namespace weft {

namespace server {
class WebSocketRoute;
}

using websocket::CloseCode;
using WebSocketMessage = websocket::Message;

struct WebSocketOptions {
  // Octets that a message may have once it is inflated, and that a frame may have as it is sent: 1009 beyond.
  std::size_t message = std::size_t{1} << 20;
  std::uint64_t frame = std::uint64_t{1} << 20;
  // A peer that is silent for so long is sent a ping; one that stays silent for as long again has gone. Zero: no pings.
  Duration ping = std::chrono::seconds(30);
  // How long the peer may take to answer our Close.
  Duration close = std::chrono::seconds(5);
  // Those that the handler speaks, the best one first: RFC 6455 1.9.
  std::vector<std::string> subprotocols = {};
  // Origins of pages that may open it beside those of its own host: "https://app.example". "*": all of them, for
  // handlers that know their peers by more than a cookie. Programs other than browsers send no origin, and may.
  std::vector<std::string> origins = {};
  websocket::DeflateOptions deflate = {};
};

class WebSocket final : private io::Deadline, private server::OpenWebSocket {
 public:
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  // --- messages ----------------------------------------------------------------------------------------------------
  // The next one; nullopt once the WebSocket is closed, whoever has closed it. After close() messages are dropped.
  Task<std::optional<WebSocketMessage>> receive();
  // Waits while 64 KiB are unsent, so that a slow peer holds its handler back. False: the WebSocket is closed or about
  // to be, and nobody will see the message. The message lives until then. Text that is not UTF-8 is refused:
  // std::invalid_argument. A send() that is cancelled, by within() for instance, ends the WebSocket, because a part of
  // the message may have gone.
  Task<bool> send(const WebSocketMessage& message) { return send(message.kind, as_octets(message.data)); }
  Task<bool> send(std::string_view text) { return send(websocket::Kind::text, as_octets(text)); }
  // Binary.
  Task<bool> send(Octets octets) { return send(websocket::Kind::binary, octets); }
  // The same at once, or not at all: false also where the peer is too slow, or the message has more than 60 KiB. For
  // one message to many peers, none of which waits for another.
  bool try_send(std::string_view text) { return try_send(websocket::Kind::text, as_octets(text)); }
  bool try_send(Octets octets) { return try_send(websocket::Kind::binary, octets); }

  // --- the end -----------------------------------------------------------------------------------------------------
  // Tells the peer; receive() gives nullopt once the peer has answered. The first call counts. `reason` is cut to 123
  // octets. A code that may not be sent is refused: std::invalid_argument.
  void close(CloseCode code = CloseCode::normal, std::string_view reason = {});
  // Nobody has closed it.
  bool is_open() const { return connection_.is_open(); }
  // Once receive() has given nullopt: what the peer's Close has said, or why weft has closed it (docs/reasons.md).
  CloseCode close_code() const { return closed_.code; }
  const std::string& close_reason() const { return closed_.text; }

  // --- what is known -----------------------------------------------------------------------------------------------
  // The subprotocol that both speak; empty for none.
  std::string_view subprotocol() const { return subprotocol_; }
  // The request: path(), param(), field(), user(), peer(). Not its body, and no answer.
  Context& context() const { return context_; }

 private:
  friend class server::WebSocketRoute;

  // The handshake is over.
  WebSocket(Context& context, server::ResponseStream stream, const WebSocketOptions& options,
            const std::optional<websocket::Deflate>& deflate, std::string_view subprotocol);
  ~WebSocket();

  Task<bool> send(websocket::Kind kind, Octets octets);
  Task<> send_frames(websocket::Kind kind, Octets octets);
  bool try_send(websocket::Kind kind, Octets octets);
  Task<> take_turn();
  void answer();
  void end(websocket::Reason reason);
  // The handler has ended.
  Task<> finish();
  Task<> await_close();
  Task<> await_end();
  void look_after_peer();
  void arm(Time now);
  void on_deadline(Time now) override;
  void on_drain() override;

  Context& context_;
  server::ResponseStream stream_;
  const WebSocketOptions& options_;
  std::string_view subprotocol_;
  websocket::Connection connection_;
  server::HeldMessages::Part held_;
  websocket::Closed closed_{CloseCode::abnormal, {}};
  // Octets that were read, and not looked at.
  Octets unread_;
  // When to look whether the peer is still there.
  Time next_look_ = never;
  bool receiving_ = false;
  bool sending_ = false;
  // Since the last look.
  bool heard_ = true;
  bool asked_ = false;
};

namespace server {

template <class F>
concept WebSocketCallable = requires(const F& f, WebSocket& s) {
  { f(s) } -> std::same_as<Task<>>;
};

// Copies share the callable.
class WebSocketHandler {
 public:
  // Throws std::invalid_argument for a std::function or a pointer that is empty.
  template <WebSocketCallable F>
  WebSocketHandler(F f) {
    if constexpr (std::is_pointer_v<F> || requires { f.operator bool(); }) {
      if (!f) throw std::invalid_argument("a WebSocket's handler is empty: expected a std::function or a pointer");
    }
    callable_ = std::make_shared<const F>(std::move(f));
    run_ = [](const void* callable, WebSocket& s) { return (*static_cast<const F*>(callable))(s); };
  }

  Task<> operator()(WebSocket& s) const { return run_(callable_.get(), s); }

 private:
  std::shared_ptr<const void> callable_;
  Task<> (*run_)(const void*, WebSocket&) = nullptr;
};

// The handler of a route that opens WebSockets.
Handler websocket_route(WebSocketHandler handler, WebSocketOptions options);

}  // namespace server
}  // namespace weft
