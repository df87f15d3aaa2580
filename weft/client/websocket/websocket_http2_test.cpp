// A WebSocket of a client over HTTP/2 (RFC 8441): a stream beside others, with TLS, with prior knowledge, and in
// memory.
#include <fmt/format.h>

#include <atomic>
#include <future>
#include <ostream>
#include <thread>

#include <weft/client/support_test.hpp>
#include <weft/client/websocket/websocket.hpp>

namespace weft {
namespace client_websocket_http2_test {

using http::Version;

struct Way {
  const char* name;
  // Empty: in memory.
  std::string_view endpoint;
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << way.name;
}

class ClientWebSocketsOverHttp2 : public ClientTest, public testing::WithParamInterface<Way> {
 protected:
  static constexpr std::size_t megabyte = std::size_t{1} << 20;
  // More than all windows and buffers on the way hold.
  static constexpr int many = 16;

  void SetUp() override {
    ClientTest::SetUp();
    const auto number = [](Context& c) { return std::to_string(c.link().id); };
    server->get("/connection", [number](Context& c) { c.text(number(c)); });
    server->websocket("/connection", [number](WebSocket& s) -> Task<> { co_await s.send(number(s.context())); });
    WebSocketOptions options;
    options.message = 4 * megabyte;
    options.subprotocols = {"second"};
    server->websocket("/echo", echo, options);
  }
  // The client in memory goes before its server.
  void TearDown() override {
    own.reset();
    ClientTest::TearDown();
  }
  static Task<> echo(WebSocket& s) {
    while (const auto message = co_await s.receive()) co_await s.send(*message);
  }

  // Routes are there by then.
  void begin() {
    if (!origin.empty()) return;
    ClientOptions options = trusting();
    if (GetParam().endpoint.empty()) {
      options.transport = through(*server);
      origin = "https://example.test";
    } else {
      origin = listen(GetParam().endpoint);
    }
    options.policy = VersionPolicy::exact;
    own.emplace(options);
  }
  Result<ClientWebSocket, ClientError> open(std::string_view path, ClientWebSocketOptions options = {}) {
    begin();
    return own->websocket_wait("ws" + origin.substr(4) + std::string(path), std::move(options));
  }
  std::string get(std::string_view path) {
    begin();
    const auto response = own->get(origin + std::string(path)).wait();
    return response ? response->body : response.error().text();
  }
  // The connection is what it was.
  void expect_connection(const std::string& number) { EXPECT_EQ(get("/connection"), number); }

  std::string origin;
  // The server's Close.
  std::atomic<int> answered = 0;
  // Speaks HTTP/2 and nothing else.
  std::optional<Client> own;
};

INSTANTIATE_TEST_SUITE_P(Ways, ClientWebSocketsOverHttp2,
                         testing::Values(Way{"h2", secure}, Way{"h2c", clear}, Way{"memory", ""}),
                         [](const auto& info) { return info.param.name; });

TEST_P(ClientWebSocketsOverHttp2, send_and_receive) {
  ClientWebSocketOptions options;
  options.subprotocols = {"first", "second"};
  auto s = open("/echo", options);
  ASSERT_TRUE(s) << s.error().text();
  EXPECT_EQ(s->version(), Version::http2);
  EXPECT_EQ(s->subprotocol(), "second");
  for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{200}, std::size_t{70'000}, megabyte}) {
    const std::string text(size, 'x');
    ASSERT_TRUE(s->send_wait(text));
    const auto message = s->receive_wait();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->data, text);
  }
  s->close(static_cast<websocket::CloseCode>(4001), "enough");
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(websocket::number(s->close_code()), 4001);
  EXPECT_FALSE(s->send_wait("late"));
}

TEST_P(ClientWebSocketsOverHttp2, share_a_connection_with_each_other_and_with_requests) {
  const std::string number = get("/connection");
  auto first = open("/connection");
  auto second = open("/connection");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->receive_wait()->data, number);
  EXPECT_EQ(second->receive_wait()->data, number);
  expect_connection(number);
}

// The window of the stream closes, and that of the connection does not.
TEST_P(ClientWebSocketsOverHttp2, hold_a_server_back_that_sends_too_much) {
  std::atomic<int> sent = 0;
  server->websocket("/much", [&sent](WebSocket& s) -> Task<> {
    const std::string octets(megabyte, 'x');
    for (; sent < many; ++sent) co_await s.send(as_octets(octets));
  });
  const std::string number = get("/connection");
  auto s = open("/much", {.deflate = {.on = false}});
  ASSERT_TRUE(s) << s.error().text();
  for (int i = 0; i < 20; ++i) expect_connection(number);
  EXPECT_LT(sent, many);
  for (int i = 0; i < many; ++i) ASSERT_EQ(s->receive_wait()->data.size(), megabyte);
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(s->close_code(), websocket::CloseCode::normal);
}

TEST_P(ClientWebSocketsOverHttp2, are_held_back_by_a_server_that_does_not_read) {
  std::promise<void> read_on;
  server->websocket("/slow", [waits = read_on.get_future().share()](WebSocket& s) -> Task<> {
    while (waits.wait_for(0s) != std::future_status::ready) co_await s.context().sleep(1ms);
    int count = 0;
    for (; co_await s.receive(); ++count) {
      if (count == many - 1) co_await s.send("all of it");
    }
  });
  const std::string number = get("/connection");
  auto s = open("/slow", {.deflate = {.on = false}});
  ASSERT_TRUE(s) << s.error().text();
  std::atomic<int> sent = 0;
  std::thread sender([&] {
    const std::string octets(megabyte, 'x');
    for (; sent < many; ++sent) EXPECT_TRUE(s->send_wait(as_octets(octets)));
  });
  for (int i = 0; i < 20; ++i) expect_connection(number);
  EXPECT_LT(sent, many);
  read_on.set_value();
  sender.join();
  EXPECT_EQ(s->receive_wait()->data, "all of it");
}

TEST_P(ClientWebSocketsOverHttp2, are_refused_with_the_status) {
  const std::string number = get("/connection");
  const auto detail = [](const Result<ClientWebSocket, ClientError>& s) {
    return s ? "it was opened" : fmt::format("{}: {}", s.error().reason(), s.error().detail);
  };
  EXPECT_EQ(detail(open("/never")), "websocket_refused: the status was 405");
  EXPECT_EQ(detail(open("/nothing/here")), "websocket_refused: the status was 404");
  EXPECT_EQ(detail(open("/echo", {.fields = {{"origin", "https://evil.test"}}})),
            "websocket_refused: the status was 403");
  expect_connection(number);
}

TEST_P(ClientWebSocketsOverHttp2, see_a_stream_that_is_reset) {
  server->websocket("/torn", [](WebSocket& s) -> Task<> {
    co_await s.receive();
    s.context().abort("torn");
  });
  const std::string number = get("/connection");
  auto s = open("/torn");
  ASSERT_TRUE(s) << s.error().text();
  // The end may have come before this has returned.
  s->send_wait("go");
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(s->close_code(), websocket::CloseCode::abnormal);
  expect_connection(number);
}

TEST_P(ClientWebSocketsOverHttp2, hear_that_the_server_drains) {
  auto s = open("/echo");
  ASSERT_TRUE(s) << s.error().text();
  server->drain();
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(websocket::number(s->close_code()), 1001);
  EXPECT_EQ(s->close_reason(), "draining");
}

// A WebSocket that goes right behind the server's Close has answered that, and has ended its stream.
TEST_P(ClientWebSocketsOverHttp2, answer_a_close_before_they_go) {
  server->websocket("/bye", [this](WebSocket& s) -> Task<> {
    s.close(static_cast<CloseCode>(4001), "enough");
    while (co_await s.receive()) {
    }
    if (websocket::number(s.close_code()) == 4001) ++answered;
  });
  for (int i = 1; i <= 20; ++i) {
    auto s = open("/bye");
    ASSERT_TRUE(s) << s.error().text();
    EXPECT_FALSE(s->receive_wait());
    EXPECT_EQ(s->close_reason(), "enough");
  }
  for (int i = 0; i < 2000 && answered < 20; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(answered, 20);
}

TEST_P(ClientWebSocketsOverHttp2, see_a_server_that_has_gone) {
  auto s = open("/echo");
  ASSERT_TRUE(s) << s.error().text();
  server->stop();
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(s->close_code(), websocket::CloseCode::abnormal);
}

// RFC 8441 5: "RST exceptions are represented with the RST_STREAM frame".
TEST_P(ClientWebSocketsOverHttp2, that_are_dropped_are_reset_alone) {
  std::promise<websocket::CloseCode> closed;
  server->websocket("/watched", [&closed](WebSocket& s) -> Task<> {
    co_await echo(s);
    closed.set_value(s.close_code());
  });
  const std::string number = get("/connection");
  {
    auto s = open("/watched");
    ASSERT_TRUE(s) << s.error().text();
    EXPECT_TRUE(s->send_wait("hello"));
    EXPECT_EQ(s->receive_wait()->data, "hello");
  }
  EXPECT_EQ(closed.get_future().get(), websocket::CloseCode::abnormal);
  expect_connection(number);
}

TEST_P(ClientWebSocketsOverHttp2, are_compressed) {
  auto s = open("/echo");
  ASSERT_TRUE(s) << s.error().text();
  EXPECT_TRUE(s->fields().find("sec-websocket-extensions").has_value());
  EXPECT_TRUE(s->send_wait(std::string(100'000, 'x')));
  EXPECT_EQ(s->receive_wait()->data, std::string(100'000, 'x'));
}

// A server without WebSockets does not offer them.
class ClientWebSocketsByVersion : public ClientTest {};

TEST_F(ClientWebSocketsByVersion, are_an_error_where_exactly_http2_has_none) {
  ClientOptions options = trusting();
  options.policy = VersionPolicy::exact;
  const Client exact(options);
  const std::string url = listen(secure);
  const auto s = exact.websocket_wait("wss" + url.substr(5) + "/");
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().reason(), "no_extended_connect");
  EXPECT_EQ(exact.get(url).wait()->version, Version::http2);
}

// It is asked over HTTP/1.1 then, and says no by itself.
TEST_F(ClientWebSocketsByVersion, go_over_http11_where_that_will_do) {
  const std::string url = listen(secure);
  const auto s = client.websocket_wait("wss" + url.substr(5) + "/");
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().detail, "the status was 200");
}

TEST_F(ClientWebSocketsByVersion, answer_pings_while_they_wait) {
  server->websocket("/patient",
                    [](WebSocket& s) -> Task<> {
                      co_await within(1200ms, s.receive());
                      co_await s.send("still here");
                    },
                    {.ping = 500ms});
  const std::string url = listen(secure);
  auto s = client.websocket_wait("wss" + url.substr(5) + "/patient");
  ASSERT_TRUE(s) << s.error().text();
  EXPECT_EQ(s->version(), Version::http2);
  const auto message = s->receive_wait();
  ASSERT_TRUE(message) << s->close_reason();
  EXPECT_EQ(message->data, "still here");
  EXPECT_FALSE(s->receive_wait());
  EXPECT_EQ(s->close_code(), websocket::CloseCode::normal);
}

TEST_F(ClientWebSocketsByVersion, go_over_the_version_that_the_server_has) {
  server->websocket("/version",
                    [](WebSocket& s) -> Task<> { co_await s.send(http::to_string(s.context().version())); });
  const std::string url = listen(secure, {.http1 = true, .http2 = false});
  auto s = client.websocket_wait("wss" + url.substr(5) + "/version");
  ASSERT_TRUE(s) << s.error().text();
  EXPECT_EQ(s->version(), Version::http11);
  EXPECT_EQ(s->receive_wait()->data, "HTTP/1.1");
}

TEST_F(ClientWebSocketsByVersion, go_over_http11_where_the_client_says_so) {
  server->websocket("/version",
                    [](WebSocket& s) -> Task<> { co_await s.send(http::to_string(s.context().version())); });
  ClientOptions options = trusting();
  options.version = Version::http11;
  options.policy = VersionPolicy::exact;
  const std::string url = listen(secure);
  auto s = Client(options).websocket_wait("wss" + url.substr(5) + "/version");
  ASSERT_TRUE(s) << s.error().text();
  EXPECT_EQ(s->receive_wait()->data, "HTTP/1.1");
}

}  // namespace client_websocket_http2_test
}  // namespace weft
