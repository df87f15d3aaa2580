// For tests: a client of WebSockets over HTTP/1.1, whose frames are written one by one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/testkit/field_list.hpp>
#include <weft/websocket/connection.hpp>
#include <weft/websocket/frame_writer.hpp>

namespace weft::server {

inline websocket::Connection websocket_client(const std::optional<websocket::Deflate>& deflate = {}) {
  return websocket::Connection(http::Role::client, {.message = 1 << 26, .frame = 1 << 26}, deflate,
                               [] { return websocket::MaskKey{1, 2, 3, 4}; });
}

inline std::string frame_of(websocket::FrameHeader header, std::string_view payload) {
  header.mask = websocket::MaskKey{1, 2, 3, 4};
  Buffer out;
  append_frame(out, header, as_octets(payload));
  return std::string(as_text(out.readable()));
}

inline std::string to_line(const websocket::Event& event) {
  if (const auto* message = std::get_if<websocket::Message>(&event)) {
    return (message->is_text() ? "text " : "binary ") + message->data;
  }
  if (const auto* pong = std::get_if<websocket::Pong>(&event)) return "pong " + pong->data;
  const auto& closed = std::get<websocket::Closed>(event);
  return fmt::format("closed {} {}", websocket::number(closed.code), closed.text);
}

// The opening of a WebSocket over HTTP/2: RFC 8441 5.
inline testkit::FieldList extended_connect(std::string_view path = "/chat", std::string_view protocol = "websocket") {
  return testkit::request("CONNECT", path)
      .replacing(":scheme", "http")
      .starting_with(":protocol", protocol)
      .with("sec-websocket-version", "13");
}

class WebSocketClient {
 public:
  explicit WebSocketClient(const Endpoint& endpoint, int receive_buffer = 0) : client_(endpoint, receive_buffer) {}

  // What goes out with the request comes behind its head.
  TestResponse open(std::string_view path = "/chat", std::string_view fields = {}, std::string_view at_once = {}) {
    return client_.request(fmt::format("GET {}", path),
                           fmt::format("connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
                                       "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}",
                                       fields),
                           at_once);
  }
  void agree_on(const websocket::Deflate& deflate) { connection_.emplace(websocket_client(deflate)); }
  void send(std::string_view text, websocket::Kind kind = websocket::Kind::text) {
    Buffer out;
    connection_->send(kind, as_octets(text), websocket::Connection::Last::yes, out);
    client_.send(as_text(out.readable()));
  }
  void send_frame(const websocket::FrameHeader& header, std::string_view payload) {
    client_.send(frame_of(header, payload));
  }
  void close(websocket::CloseCode code, std::string_view reason = {}) {
    connection_->close(code, reason);
    answer();
  }
  void answer() {
    Buffer out;
    connection_->answer(out);
    client_.send(as_text(out.readable()));
  }
  // The next event as a line; "" at the end.
  std::string read() {
    for (;;) {
      Octets octets = as_octets(unread_);
      const auto event = connection_->receive(octets);
      unread_.erase(0, unread_.size() - octets.size());
      if (event) {
        answer();
        return to_line(*event);
      }
      if (connection_->is_closed()) return "";
      std::string some = client_.take_unread();
      if (some.empty()) some = client_.read_some();
      if (some.empty()) return "";
      unread_ += some;
    }
  }
  bool has_ended() { return client_.read_to_end().empty(); }
  TestClient& transport() { return client_; }

 private:
  TestClient client_;
  std::optional<websocket::Connection> connection_{websocket_client()};
  std::string unread_;
};

}  // namespace weft::server
