#include <weft/server/websocket/websocket.hpp>

#include <atomic>
#include <functional>
#include <future>

#include <weft/server/websocket/websocket_client_test.hpp>

namespace weft::server {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using websocket::FrameHeader;
using websocket::Opcode;

Task<> echo(WebSocket& s) {
  while (auto message = co_await s.receive()) co_await s.send(*message);
}

class WebSockets : public ServerTest {
 protected:
  WebSocketClient connect(int receive_buffer = 0) {
    if (server->endpoints().empty()) start();
    return WebSocketClient(server->endpoints().front(), receive_buffer);
  }
};

TEST_F(WebSockets, echo_messages_over_http11) {
  server->websocket("/chat", echo);
  auto client = connect();
  const auto response = client.open();
  EXPECT_EQ(response.status(), 101);
  EXPECT_EQ(response.field("upgrade"), "websocket");
  EXPECT_EQ(response.field("connection"), "upgrade");
  EXPECT_EQ(response.field("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_THAT(response.head, testing::Not(HasSubstr("transfer-encoding")));
  client.send("hello");
  EXPECT_EQ(client.read(), "text hello");
  client.send(std::string(200'000, 'x'), websocket::Kind::binary);
  EXPECT_EQ(client.read(), "binary " + std::string(200'000, 'x'));
  client.send_frame({.opcode = Opcode::ping}, "p");
  EXPECT_EQ(client.read(), "pong p");
  client.close(CloseCode::normal, "done");
  EXPECT_EQ(client.read(), "closed 1000 ");
  EXPECT_TRUE(client.has_ended());
}

TEST_F(WebSockets, take_what_comes_ahead_of_the_answer) {
  server->websocket("/chat", echo);
  auto client = connect();
  client.open("/chat", {}, frame_of({}, "early"));
  EXPECT_EQ(client.read(), "text early");
}

TEST_F(WebSockets, close_when_their_handler_has_ended) {
  std::promise<std::string> closed;
  server->websocket("/chat", [](WebSocket& s) -> Task<> { co_await s.send("bye"); });
  server->websocket("/code", [&closed](WebSocket& s) -> Task<> {
    s.close(static_cast<CloseCode>(4001), "enough");
    while (const auto message = co_await s.receive()) {
    }
    closed.set_value(fmt::format("{} {}", websocket::number(s.close_code()), s.close_reason()));
  });
  auto client = connect();
  client.open();
  EXPECT_EQ(client.read(), "text bye");
  EXPECT_EQ(client.read(), "closed 1000 ");
  EXPECT_TRUE(client.has_ended());
  auto other = connect();
  other.open("/code");
  EXPECT_EQ(other.read(), "closed 4001 enough");
  EXPECT_EQ(closed.get_future().get(), "4001 ");
}

TEST_F(WebSockets, of_a_handler_that_fails_close_with_1011) {
  server->websocket("/chat", [](WebSocket& s) -> Task<> {
    co_await s.receive();
    throw std::runtime_error("broken");
  });
  auto client = connect();
  client.open();
  client.send("x");
  EXPECT_EQ(client.read(), "closed 1011 handler_failed");
}

TEST_F(WebSockets, tell_how_they_were_closed) {
  std::promise<std::string> closed;
  server->websocket("/chat", [&closed](WebSocket& s) -> Task<> {
    co_await echo(s);
    closed.set_value(fmt::format("{} {}", websocket::number(s.close_code()), s.close_reason()));
  });
  auto client = connect();
  client.open();
  client.close(static_cast<CloseCode>(3000), "why not");
  EXPECT_EQ(closed.get_future().get(), "3000 why not");
}

TEST_F(WebSockets, see_a_peer_that_has_gone_without_a_word) {
  for (const bool orderly : {true, false}) {
    std::promise<CloseCode> closed;
    server.emplace(test_options());
    server->websocket("/chat", [&closed](WebSocket& s) -> Task<> {
      co_await echo(s);
      closed.set_value(s.close_code());
    });
    auto client = connect();
    client.open();
    if (orderly)
      client.transport().close();
    else
      client.transport().vanish();
    EXPECT_EQ(closed.get_future().get(), CloseCode::abnormal);
  }
}

TEST_F(WebSockets, fail_for_each_mistake_with_its_code) {
  server->websocket("/chat", echo, {.message = 1000, .frame = 500});
  start();
  const auto answer_to = [&](const FrameHeader& header, std::string_view payload) {
    auto client = connect();
    client.open();
    client.send_frame(header, payload);
    const auto line = client.read();
    EXPECT_TRUE(client.has_ended());
    return line;
  };
  EXPECT_EQ(answer_to({}, "\xff"), "closed 1007 text_not_utf8");
  EXPECT_EQ(answer_to({.opcode = Opcode::continuation}, ""), "closed 1002 continuation_unexpected");
  EXPECT_EQ(answer_to({.opcode = Opcode::binary}, std::string(501, 'x')), "closed 1009 frame_too_large");
  EXPECT_EQ(answer_to({.opcode = Opcode::close}, "\x03\xee"), "closed 1002 close_not_valid");
  EXPECT_EQ(answer_to({.compressed = true}, "x"), "closed 1002 reserved_bits");
}

TEST_F(WebSockets, compress_where_both_want_it) {
  server->websocket("/chat", echo);
  auto client = connect();
  const auto response =
      client.open("/chat", "sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\n");
  EXPECT_EQ(response.field("sec-websocket-extensions"),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
  client.agree_on({false, false, 15, 15});
  client.send(std::string(50'000, 'x'));
  EXPECT_EQ(client.read(), "text " + std::string(50'000, 'x'));
}

TEST_F(WebSockets, refuse_what_deflate_blows_up) {
  server->websocket("/chat", echo);
  auto client = connect();
  client.open("/chat", "sec-websocket-extensions: permessage-deflate\r\n");
  client.agree_on({false, false, 15, 15});
  client.send(std::string(5'000'000, 'x'));
  EXPECT_EQ(client.read(), "closed 1009 message_too_large");
}

TEST_F(WebSockets, choose_a_subprotocol) {
  server->websocket("/chat", [](WebSocket& s) -> Task<> { co_await s.send(s.subprotocol()); },
                    {.subprotocols = {"v2", "v1"}});
  auto client = connect();
  EXPECT_EQ(client.open("/chat", "sec-websocket-protocol: v1, v2\r\n").field("sec-websocket-protocol"), "v2");
  EXPECT_EQ(client.read(), "text v2");
  auto other = connect();
  EXPECT_EQ(other.open("/chat", "sec-websocket-protocol: v3\r\n").field("sec-websocket-protocol"), "");
  EXPECT_EQ(other.read(), "text ");
}

// Cross-site WebSocket hijacking: a page elsewhere opens one with the cookies of its visitor.
TEST_F(WebSockets, refuse_pages_of_other_origins) {
  server->websocket("/chat", echo);
  server->websocket("/some", echo, {.origins = {"https://app.test"}});
  server->websocket("/any", echo, {.origins = {"*"}});
  const auto status = [&](std::string_view path, std::string_view origin) {
    return connect().open(path, fmt::format("origin: {}\r\n", origin)).status();
  };
  EXPECT_EQ(status("/chat", "http://test"), 101);
  EXPECT_EQ(status("/chat", "https://evil.test"), 403);
  EXPECT_EQ(status("/chat", "null"), 403);
  EXPECT_EQ(status("/some", "https://app.test"), 101);
  EXPECT_EQ(status("/some", "http://app.test"), 403);
  EXPECT_EQ(status("/any", "https://evil.test"), 101);
}

TEST_F(WebSockets, run_behind_middleware) {
  server->use([](Context& c, Next next) {
    if (c.query() != "key=1") return c.error(http::Status::unauthorized);
    c.set("x-seen", "1");
    c.set_user("ann");
    next();
  });
  server->websocket("/room/{name}", [](WebSocket& s) -> Task<> {
    co_await s.send(fmt::format("{} in {}", s.context().user(), s.context().param("name")));
  });
  auto refused = connect();
  EXPECT_EQ(refused.open("/room/a").status(), 401);
  auto client = connect();
  const auto response = client.open("/room/a?key=1");
  EXPECT_EQ(response.field("x-seen"), "1");
  EXPECT_EQ(client.read(), "text ann in a");
}

TEST_F(WebSockets, belong_to_groups_and_hosts) {
  auto api = server->group("/api");
  api.use([](Context& c, Next next) {
    c.set("x-api", "1");
    next();
  });
  api.websocket("/chat", echo);
  server->host("other.test").websocket("/there", echo);
  auto client = connect();
  EXPECT_EQ(client.open("/api/chat").field("x-api"), "1");
  auto other = connect();
  EXPECT_EQ(other.open("/there").status(), 404);
}

TEST_F(WebSockets, stand_beside_other_routes_of_a_path) {
  server->get("/chat", [](Context& c) { c.text("page"); });
  server->websocket("/chat", echo);
  EXPECT_EQ(request("GET /chat").body, "page");
  auto client = connect();
  EXPECT_EQ(client.open().status(), 101);
  // Another path answers as if nobody had asked for an upgrade.
  server.emplace(test_options());
  server->get("/page", [](Context& c) { c.text("page"); });
  server->websocket("/chat", echo);
  auto other = connect();
  EXPECT_EQ(other.open("/page").body, "page");
}

TEST_F(WebSockets, tell_a_plain_get_to_upgrade) {
  server->websocket("/chat", echo);
  const auto response = request("GET /chat");
  EXPECT_EQ(response.status(), 426);
  EXPECT_EQ(response.field("upgrade"), "websocket");
  EXPECT_EQ(request("POST /chat", "content-length: 0\r\n").status(), 405);
}

TEST_F(WebSockets, refuse_a_handshake_that_is_wrong) {
  server->websocket("/chat", echo);
  const std::string beginning = "connection: upgrade\r\nupgrade: websocket\r\n";
  const auto old = request("GET /chat", beginning + "sec-websocket-version: 8\r\n");
  EXPECT_EQ(old.status(), 426);
  EXPECT_EQ(old.field("sec-websocket-version"), "13");
  EXPECT_EQ(request("GET /chat", beginning + "sec-websocket-version: 13\r\n").status(), 400);
  EXPECT_EQ(request("GET /chat", beginning + "sec-websocket-version: 13\r\nsec-websocket-key: short\r\n").status(),
            400);
}

TEST_F(WebSockets, hear_that_the_server_drains) {
  server->websocket("/chat", echo);
  auto client = connect();
  client.open();
  client.send("x");
  EXPECT_EQ(client.read(), "text x");
  server->drain();
  EXPECT_EQ(client.read(), "closed 1001 draining");
  EXPECT_TRUE(client.has_ended());
  server->wait();
}

// Before the time for draining is over, which would cut it without a word.
TEST_F(WebSockets, hear_that_their_connection_is_old) {
  auto options = test_options();
  options.connection.h1.timeouts.age = 300ms;
  server.emplace(options);
  server->websocket("/chat", echo, {.ping = 150ms});
  auto client = connect();
  client.open();
  EXPECT_EQ(client.read(), "closed 1001 draining");
}

TEST_F(WebSockets, ping_a_silent_peer_and_give_it_up) {
  std::promise<std::string> closed;
  server->websocket("/chat",
                    [&closed](WebSocket& s) -> Task<> {
                      co_await echo(s);
                      closed.set_value(s.close_reason());
                    },
                    {.ping = 50ms});
  auto client = connect();
  client.open();
  EXPECT_EQ(client.transport().read_exactly(2), "\x89\x00"s);
  EXPECT_EQ(closed.get_future().get(), "pong_missing");
}

TEST_F(WebSockets, stay_open_for_a_peer_that_answers_pings) {
  server->websocket("/chat", echo, {.ping = 500ms});
  auto client = connect();
  client.open();
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(client.transport().read_exactly(2), "\x89\x00"s);
    client.send_frame({.opcode = Opcode::pong}, "");
  }
  client.send("still here");
  EXPECT_EQ(client.read(), "text still here");
}

TEST_F(WebSockets, hold_a_handler_back_whose_peer_is_slow) {
  constexpr std::size_t messages = 1000;
  constexpr std::size_t size = 64 * 1024;
  std::atomic<std::size_t> sent = 0;
  server->websocket("/chat", [&sent](WebSocket& s) -> Task<> {
    const std::string octets(size, 'x');
    for (std::size_t i = 0; i < messages; ++i) {
      co_await s.send(as_octets(octets));
      ++sent;
    }
  });
  auto client = connect(64 * 1024);
  client.open();
  EXPECT_EQ(client.read(), "binary " + std::string(size, 'x'));
  // For a peer that does not read the kernel takes far less than a third of all.
  EXPECT_LT(sent, messages / 3);
  for (std::size_t i = 1; i < messages; ++i) ASSERT_EQ(client.read().size(), size + 7);
  EXPECT_EQ(client.read(), "closed 1000 ");
}

TEST_F(WebSockets, send_at_once_what_a_slow_peer_has_room_for) {
  std::promise<std::size_t> taken;
  server->websocket("/chat", [&taken](WebSocket& s) -> Task<> {
    std::size_t count = 0;
    while (s.try_send(std::string_view("0123456789abcdef0123456789abcdef"))) ++count;
    taken.set_value(count);
    co_await s.receive();
  });
  auto client = connect();
  client.open();
  const std::size_t count = taken.get_future().get();
  EXPECT_GT(count, 1000u);
  EXPECT_LT(count, 4000u);
  for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(client.read(), "text 0123456789abcdef0123456789abcdef");
}

TEST_F(WebSockets, end_where_a_send_is_cut) {
  std::promise<std::string> closed;
  server->websocket("/chat", [&closed](WebSocket& s) -> Task<> {
    const std::string octets(50'000'000, 'x');
    const auto sent = co_await within(20ms, s.send(as_octets(octets)));
    EXPECT_FALSE(sent);
    closed.set_value(s.close_reason());
  });
  auto client = connect(16 * 1024);
  client.open();
  EXPECT_EQ(closed.get_future().get(), "message_cut");
}

TEST_F(WebSockets, refuse_mistakes_of_their_handlers) {
  std::promise<void> over;
  server->websocket("/chat", [&over](WebSocket& s) -> Task<> {
    EXPECT_THROW(s.close(CloseCode::no_status), std::invalid_argument);
    EXPECT_THROW(s.try_send(std::string_view("\xff")), std::invalid_argument);
    bool refused = false;
    try {
      co_await s.send(std::string_view("\xff"));
    } catch (const std::invalid_argument&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
    over.set_value();
  });
  auto client = connect();
  client.open();
  over.get_future().wait();
  EXPECT_THROW(WebSocketHandler(std::function<Task<>(WebSocket&)>()), std::invalid_argument);
  EXPECT_THROW(server->websocket("/late", echo), std::logic_error);
}

TEST_F(WebSockets, are_routed_once) {
  server->websocket("/chat", echo);
  EXPECT_THROW(server->websocket("/chat", echo), std::invalid_argument);
  EXPECT_THROW(server->websocket("chat", echo), std::invalid_argument);
}

// A wait that is cut short goes on later, and no message is lost.
TEST_F(WebSockets, receive_within_a_limit_of_time) {
  std::promise<void> waited;
  server->websocket("/chat", [&waited](WebSocket& s) -> Task<> {
    const auto message = co_await within(10ms, s.receive());
    EXPECT_FALSE(message);
    waited.set_value();
    co_await echo(s);
  });
  auto client = connect();
  client.open();
  waited.get_future().wait();
  client.send("late");
  EXPECT_EQ(client.read(), "text late");
}

}  // namespace
}  // namespace weft::server
