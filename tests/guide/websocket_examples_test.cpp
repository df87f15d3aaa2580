// The examples of docs/guide/websocket.md, against a client. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

#include <weft/io/asio.hpp>
#include <weft/server/server.hpp>
#include <weft/server/websocket/websocket_client_test.hpp>

// clang-format off
#include WEFT_ASIO_HEADER(experimental/awaitable_operators.hpp)
// clang-format on

namespace {

using namespace std::chrono_literals;

weft::Task<> events(weft::WebSocket& s) {
  co_await s.send("news");
}

weft::Task<> limited(weft::WebSocket& s) {
  while (auto message = co_await s.receive()) co_await s.send(s.subprotocol());
}

// --- the examples ----------------------------------------------------------------------------------------------------

void echoing(weft::Server& server) {
  server.websocket("/echo", [](weft::WebSocket& s) -> weft::Task<> {
    while (auto message = co_await s.receive()) co_await s.send(*message);
  });
}

void guarded(weft::Server& server) {
  // clang-format off
  server
      .websocket("/orders/{id}",
                 [](weft::WebSocket& s) -> weft::Task<> {
                   co_await s.send(fmt::format("{} watches {}", s.context().user(), s.context().param("id")));
                 })
      .use([](weft::Context& c, weft::Next next) {
        if (c.field("cookie") != "session=ann") return c.error(weft::http::Status::unauthorized);
        c.set_user("ann");
        next();
      });
  // clang-format on
}

void for_some_origins(weft::Server& server) {
  weft::WebSocketOptions options;
  options.origins = {"https://app.example", "https://staging.app.example"};
  server.websocket("/events", events, options);
}

void ticking(weft::Server& server) {
  server.websocket("/clock", [](weft::WebSocket& s) -> weft::Task<> {
    using namespace weft::asio::experimental::awaitable_operators;
    const auto tick = [&s]() -> weft::Task<> {
      while (co_await s.send("tick")) co_await s.context().sleep(20ms);
    };
    const auto listen = [&s]() -> weft::Task<> {
      while (auto message = co_await s.receive()) {
      }
    };
    co_await (tick() && listen());
  });
}

void limiting(weft::Server& server) {
  // clang-format off
  weft::WebSocketOptions options;
  options.message = 64 * 1024;               // octets of a message, once it is inflated
  options.frame = 64 * 1024;                 // octets of a frame, as it is sent
  options.ping = 20s;                        // silence before a ping, and after one before the end
  options.close = 2s;                        // for the peer to answer our Close
  options.subprotocols = {"v2", "v1"};       // ours, the best one first
  options.deflate = {.takeover = true};      // small messages that are alike become far smaller
  server.websocket("/limited", limited, options);
  // clang-format on
}

void asking(weft::Server& server) {
  server.websocket("/quiz", [](weft::WebSocket& s) -> weft::Task<> {
    const auto answer = co_await weft::within(10s, s.receive());
    if (!answer) {
      s.close(static_cast<weft::CloseCode>(4000), "too late");
    } else if (*answer) {
      co_await s.send((*answer)->data == "42" ? "right" : "wrong");
    }
  });
}

// --- what they do ----------------------------------------------------------------------------------------------------

class GuideOfWebSocket : public weft::server::ServerTest {
 protected:
  weft::server::WebSocketClient connect() {
    if (server->endpoints().empty()) start();
    return weft::server::WebSocketClient(server->endpoints().front());
  }
};

TEST_F(GuideOfWebSocket, has_an_echo) {
  echoing(*server);
  auto client = connect();
  client.open("/echo");
  client.send("hello");
  EXPECT_EQ(client.read(), "text hello");
}

TEST_F(GuideOfWebSocket, guards_a_route) {
  guarded(*server);
  auto client = connect();
  client.open("/orders/7", "cookie: session=ann\r\n");
  EXPECT_EQ(client.read(), "text ann watches 7");
  auto stranger = connect();
  EXPECT_EQ(stranger.open("/orders/7").status(), 401);
}

TEST_F(GuideOfWebSocket, names_origins) {
  for_some_origins(*server);
  auto client = connect();
  EXPECT_EQ(client.open("/events", "origin: https://app.example\r\n").status(), 101);
  EXPECT_EQ(client.read(), "text news");
  auto stranger = connect();
  EXPECT_EQ(stranger.open("/events", "origin: https://other.example\r\n").status(), 403);
}

TEST_F(GuideOfWebSocket, sends_and_receives_at_once) {
  ticking(*server);
  auto client = connect();
  client.open("/clock");
  EXPECT_EQ(client.read(), "text tick");
  EXPECT_EQ(client.read(), "text tick");
  client.close(weft::CloseCode::normal);
  auto line = client.read();
  while (line == "text tick") line = client.read();
  EXPECT_EQ(line, "closed 1000 ");
}

TEST_F(GuideOfWebSocket, limits_and_chooses) {
  limiting(*server);
  auto client = connect();
  EXPECT_EQ(client.open("/limited", "sec-websocket-protocol: v1\r\n").field("sec-websocket-protocol"), "v1");
  client.send("x");
  EXPECT_EQ(client.read(), "text v1");
  client.send(std::string(65 * 1024, 'x'));
  EXPECT_EQ(client.read(), "closed 1009 frame_too_large");
}

TEST_F(GuideOfWebSocket, asks_a_question) {
  asking(*server);
  auto client = connect();
  client.open("/quiz");
  client.send("42");
  EXPECT_EQ(client.read(), "text right");
  EXPECT_EQ(client.read(), "closed 1000 ");
}

}  // namespace
