#include <weft/client/websocket/websocket.hpp>

#include <weft/client/support_test.hpp>

namespace weft {
namespace client_websocket_test {

class ClientWebSockets : public ClientTest {
 protected:
  void SetUp() override {
    ClientTest::SetUp();
    WebSocketOptions options;
    options.message = 1 << 22;
    options.subprotocols = {"second"};
    server->websocket(
        "/echo",
        [](WebSocket& s) -> Task<> {
          while (auto message = co_await s.receive()) co_await s.send(*message);
        },
        options);
    server->websocket("/bye", [](WebSocket& s) -> Task<> {
      s.close(static_cast<CloseCode>(4001), "enough");
      co_return;
    });
  }
  std::string ws_url(std::string_view kind, std::string_view path) {
    const std::string origin = listen(kind);
    return "ws" + origin.substr(4) + std::string(path);
  }
};

TEST_F(ClientWebSockets, send_and_receive_on_a_thread_that_blocks) {
  for (const std::string_view kind : {secure, clear}) {
    TearDown();
    SetUp();
    auto s = client.websocket_wait(ws_url(kind, "/echo"));
    ASSERT_TRUE(s) << s.error().text();
    for (const std::size_t size : {0u, 5u, 200u, 70'000u, 1'000'000u}) {
      const std::string text(size, 'x');
      ASSERT_TRUE(s->send_wait(text));
      const auto message = s->receive_wait();
      ASSERT_TRUE(message);
      EXPECT_EQ(message->data, text);
    }
    s->close();
    EXPECT_FALSE(s->receive_wait());
    EXPECT_EQ(s->close_code(), websocket::CloseCode::normal);
    EXPECT_FALSE(s->send_wait("late"));
  }
}

TEST_F(ClientWebSockets, send_and_receive_in_a_coroutine) {
  const std::string url = ws_url(secure, "/echo");
  io::Loop loop;
  bool over = false;
  ClientWebSocketOptions options;
  options.subprotocols = {"first", "second"};
  const auto work = [&]() -> Task<> {
    auto s = co_await client.websocket(url, options);
    EXPECT_TRUE(s);
    if (!s) co_return;
    EXPECT_EQ(s->subprotocol(), "second");
    const bool sent = co_await s->send("hello");
    EXPECT_TRUE(sent);
    const auto message = co_await s->receive();
    EXPECT_EQ(message->data, "hello");
    over = true;
  };
  io::spawn(loop, work(), [&](const std::exception_ptr&) { loop.stop(); });
  loop.run();
  EXPECT_TRUE(over);
}

TEST_F(ClientWebSockets, hear_how_the_server_closes) {
  auto s = client.websocket_wait(ws_url(clear, "/bye"));
  ASSERT_TRUE(s) << s.error().text();
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(websocket::number(s->close_code()), 4001);
  EXPECT_EQ(s->close_reason(), "enough");
}

// RFC 6455 7.1.1: "In most normal cases, the TCP connection SHOULD be closed first by the server".
TEST_F(ClientWebSockets, are_over_once_the_server_has_ended) {
  constexpr int rounds = 20;
  const std::string url = ws_url(clear, "/bye");
  io::Loop loop;
  // Time stands, so that nothing but the end lets a WebSocket go.
  loop.set_time(loop.now());
  int over = 0;
  const auto work = [&]() -> Task<> {
    for (; over < rounds; ++over) {
      auto s = co_await client.websocket(url);
      EXPECT_TRUE(s);
      if (!s) co_return;
      const auto message = co_await s->receive();
      EXPECT_FALSE(message);
    }
  };
  io::spawn(loop, work(), [&](const std::exception_ptr&) { loop.stop(); });
  loop.run();
  EXPECT_EQ(over, rounds);
}

TEST_F(ClientWebSockets, see_a_server_that_has_gone) {
  auto s = client.websocket_wait(ws_url(clear, "/echo"));
  ASSERT_TRUE(s) << s.error().text();
  server->stop();
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(s->close_code(), websocket::CloseCode::abnormal);
}

TEST_F(ClientWebSockets, are_refused_with_the_status) {
  const std::string url = ws_url(clear, "/");
  const auto none = client.websocket_wait(url);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().reason(), "websocket_refused");
  EXPECT_EQ(none.error().detail, "the status was 200");
  const auto foreign = client.websocket_wait(url + "echo", {.fields = {{"origin", "https://evil.test"}}});
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().detail, "the status was 403");
}

}  // namespace client_websocket_test
}  // namespace weft
