// Routes for extended CONNECT: RFC 8441.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include <weft/server/http2_client_test.hpp>
#include <weft/server/tls_client_test.hpp>

namespace weft::server {
namespace connect_test {

using testing::HasSubstr;

enum class Over : bool { cleartext, tls };

class Connects : public ServerTest, public testing::WithParamInterface<Over> {
 protected:
  static bool is_secure() { return GetParam() == Over::tls; }
  void start() {
    if (!is_secure()) return ServerTest::start();
    server->listen("https://127.0.0.1:0", Certificate::self_signed("localhost"));
    server->start();
  }
  std::unique_ptr<TestClient> client_speaking(std::string_view alpn) {
    if (server->endpoints().empty()) start();
    const Endpoint& endpoint = server->endpoints().front();
    if (!is_secure()) return std::make_unique<TestClient>(endpoint);
    return std::make_unique<TlsTestClient>(endpoint, alpn);
  }
  // Over HTTP/1.1.
  TestResponse request(std::string_view first_line, std::string_view fields = {}) {
    return client_speaking("http/1.1")->request(first_line, fields);
  }
  static Task<> echo(Context& c) {
    if (c.field("x-token") == "bad") co_return c.error(http::Status::forbidden);
    auto stream = c.open_tunnel();
    while (const auto octets = co_await c.body().read()) co_await stream.write(*octets);
    co_await stream.write("bye");
  }
  Http2Client& client() {
    if (!client_) client_.emplace(client_speaking("h2"));
    return *client_;
  }
  void connect(testkit::StreamId stream, std::string_view path, std::string_view protocol,
               std::string_view token = "good") {
    client().frames.headers(stream, testkit::request("CONNECT", path)
                                        .replacing(":scheme", is_secure() ? "https" : "http")
                                        .starting_with(":protocol", protocol)
                                        .with("x-token", token));
    client().send();
  }
  std::string head_of(testkit::StreamId stream) {
    return client().read_until("HEADERS stream=" + std::to_string(stream)).back();
  }

 private:
  std::optional<Http2Client> client_;
};

TEST_P(Connects, carry_octets_both_ways) {
  server->connect("connect-ip", "/{target}", echo);
  connect(1, "/a", "connect-ip");
  EXPECT_THAT(head_of(1), HasSubstr(":status=200"));
  for (const char* text : {"there", "again"}) {
    client().frames.data(1, text);
    client().send();
    client().read_until("DATA stream=1");
  }
  client().frames.data(1, "", testkit::end_stream);
  client().send();
  client().read_until("DATA stream=1 END_STREAM");
  EXPECT_EQ(client().transcript.body(1), "thereagainbye");
}

TEST_P(Connects, are_told_to_clients_where_there_are_some) {
  server->get("/", [](Context& c) { c.text("x"); });
  server->connect("connect-ip", "/tunnel", echo);
  client().send();
  EXPECT_THAT(client().read_until("SETTINGS").back(), HasSubstr("ENABLE_CONNECT_PROTOCOL=1"));
}

TEST_P(Connects, are_of_their_protocol_and_may_be_refused) {
  server->connect("connect-ip", "/tunnel", echo);
  connect(1, "/tunnel", "connect-udp");
  EXPECT_THAT(head_of(1), HasSubstr(":status=501"));
  connect(3, "/tunnel", "websocket");
  EXPECT_THAT(head_of(3), HasSubstr(":status=501"));
  connect(5, "/tunnel", "connect-ip", "bad");
  EXPECT_THAT(head_of(5), HasSubstr(":status=403"));
  connect(7, "/nowhere", "connect-ip");
  EXPECT_THAT(head_of(7), HasSubstr(":status=404"));
}

TEST_P(Connects, leave_their_path_to_other_methods) {
  server->connect("connect-ip", "/both", echo);
  server->get("/both", [](Context& c) { c.text("got"); });
  server->connect("connect-ip", "/tunnel", echo);
  server->websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  EXPECT_EQ(request("GET /both").body, "got");
  EXPECT_EQ(request("POST /both", "content-length: 0\r\n").field("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(request("GET /tunnel").status(), 404);
  const std::string upgrade =
      "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_EQ(request("GET /both", upgrade).body, "got");
  EXPECT_EQ(request("GET /chat", upgrade).status(), 101);
}

TEST_P(Connects, run_behind_middleware) {
  auto group = server->group("/group");
  group.use([](Context& c, Next next) {
    if (c.field("x-token") != "good") return c.error(http::Status::unauthorized);
    next();
  });
  group.connect("connect-ip", "/tunnel", echo);
  connect(1, "/group/tunnel", "connect-ip", "other");
  EXPECT_THAT(head_of(1), HasSubstr(":status=401"));
  connect(3, "/group/tunnel", "connect-ip");
  EXPECT_THAT(head_of(3), HasSubstr(":status=200"));
}

TEST_P(Connects, that_make_no_sense_are_refused) {
  EXPECT_THROW(server->connect("", "/a", echo), std::invalid_argument);
  EXPECT_THROW(server->connect("WebSocket", "/a", echo), std::invalid_argument);
  server->connect("connect-ip", "/a", echo);
  EXPECT_THROW(server->connect("connect-udp", "/a", echo), std::invalid_argument);
  EXPECT_THROW(server->websocket("/a", [](WebSocket&) -> Task<> { co_return; }), std::invalid_argument);
  server->get("/no", [](Context& c) { c.open_tunnel(); });
  EXPECT_EQ(request("GET /no").status(), 500);
}

INSTANTIATE_TEST_SUITE_P(both, Connects, testing::Values(Over::cleartext, Over::tls),
                         [](const auto& over) { return over.param == Over::tls ? "h2" : "h2c"; });

}  // namespace connect_test
}  // namespace weft::server
