#include <weft/server/entrance.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

#include <weft/io/support_test.hpp>
#include <weft/server/server.hpp>

namespace weft::server {
namespace entrance_test {

using io::test::Recorder;
using testing::EndsWith;
using testing::StartsWith;

class EntranceTest : public testing::Test {
 protected:
  EntranceTest() : server({.threads = 2, .signals = Signals::ignore}) {
    server.get("/", [](Context& c) { c.text("hello from " + c.link().peer->host); });
  }

  std::unique_ptr<io::Channel> connect() {
    auto channel = through(server)->connect(loop);
    if (!channel) return nullptr;
    (*channel)->start(recorder);
    return std::move(*channel);
  }

  Server server;
  io::Loop loop;
  Recorder recorder;
};

TEST_F(EntranceTest, lets_requests_in_without_a_port) {
  const auto channel = connect();
  ASSERT_NE(channel, nullptr);
  EXPECT_TRUE(server.endpoints().empty());
  io::test::send(*channel, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  io::test::run_until(loop, [&] { return recorder.ended; });
  EXPECT_THAT(recorder.received, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(recorder.received, EndsWith("hello from memory"));
}

TEST_F(EntranceTest, leads_into_a_server_that_listens_as_well) {
  server.listen("http://127.0.0.1:0");
  server.start();
  const auto channel = connect();
  ASSERT_NE(channel, nullptr);
  io::test::send(*channel, "GET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  io::test::run_until(loop, [&] { return recorder.ended; });
  EXPECT_THAT(recorder.received, StartsWith("HTTP/1.1 404 "));
}

// A connection that was let in before ends with the server.
TEST_F(EntranceTest, ends_with_the_server) {
  const auto channel = connect();
  ASSERT_NE(channel, nullptr);
  server.stop();
  io::test::run_until(loop, [&] { return recorder.ended || recorder.closed; });
  const auto entrance = through(server);
  EXPECT_EQ(entrance->connect(loop).error(), io::Reason::connection_refused);
}

TEST_F(EntranceTest, outlives_the_server) {
  std::shared_ptr<io::Entrance> entrance;
  {
    Server another({.threads = 1, .signals = Signals::ignore});
    entrance = through(another);
    EXPECT_TRUE(entrance->connect(loop).has_value());
  }
  EXPECT_EQ(entrance->connect(loop).error(), io::Reason::connection_refused);
}

// Its name is enough: only those that come by the network need it to listen.
TEST_F(EntranceTest, leads_to_the_routes_of_an_endpoint) {
  server.endpoint("admin").get("/health", [](Context& c) { c.text("well"); });
  server.listen("http://127.0.0.1:0", {.name = "plain"});
  for (const auto* name : {"admin", "plain", ""}) {
    Recorder user;
    auto channel = through(server, name)->connect(loop);
    ASSERT_TRUE(channel);
    (*channel)->start(user);
    io::test::send(**channel, "GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    io::test::run_until(loop, [&] { return user.ended; });
    EXPECT_THAT(user.received, StartsWith(std::string_view(name) == "admin" ? "HTTP/1.1 200 " : "HTTP/1.1 404 "));
  }
  EXPECT_THROW(through(server, "nobody"), std::invalid_argument);
}

TEST_F(EntranceTest, comes_behind_the_routes) {
  through(server);
  EXPECT_THROW(server.get("/late", [](Context&) {}), std::logic_error);
}

// A server that only listens needs an endpoint.
TEST_F(EntranceTest, is_no_reason_to_listen_nowhere) {
  EXPECT_THROW(server.start(), std::invalid_argument);
}

}  // namespace entrance_test
}  // namespace weft::server
