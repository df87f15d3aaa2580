// Requests through a server of this process: the client's and the server's engines, and no port.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <set>
#include <string>
#include <vector>

#include <weft/client/client.hpp>
#include <weft/client/support_test.hpp>
#include <weft/server/server.hpp>

namespace weft::client {
namespace through_test {

using http::Version;

class Through : public testing::TestWithParam<Version> {
 protected:
  Through() : server({.threads = 1, .signals = Signals::ignore}) {
    server.get("/hello/{name}", [](Context& c) { c.text("hello " + c.param("name")); });
    server.get("/host", [](Context& c) { c.text(std::string(c.request().authority)); });
    server.post("/echo", [](Context& c) -> Task<> {
      const auto text = co_await c.body().text(10'000'000);
      c.text(*text);
    });
  }
  ~Through() override { server.stop(); }

  Client client() {
    ClientOptions options;
    options.version = GetParam();
    options.transport = through(server);
    return Client(options);
  }

  Server server;
};

TEST_P(Through, a_request_reaches_its_route_without_a_port) {
  const auto response = client().get("https://example.test/hello/ada").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "hello ada");
  EXPECT_EQ(response->version, GetParam());
  EXPECT_TRUE(server.endpoints().empty());
}

TEST_P(Through, bodies_go_both_ways) {
  const std::string content(3'000'000, 'x');
  const auto response = client().post("https://example.test/echo").body(content, "text/plain").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, content);
}

TEST_P(Through, the_server_answers_for_every_origin) {
  const Client client = this->client();
  for (const std::string host : {"a.test", "b.test:81"}) {
    const auto response = client.get("http://" + host + "/host").wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->body, host);
  }
}

TEST_P(Through, many_requests_at_once) {
  const Client client = this->client();
  std::vector<std::promise<ClientResult>> promises(50);
  for (auto& promise : promises) {
    client.get("https://a.test/hello/ada").then([&promise](ClientResult result) {
      promise.set_value(std::move(result));
    });
  }
  std::set<std::uint64_t> connections;
  for (auto& promise : promises) {
    const auto result = promise.get_future().get();
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hello ada");
    connections.insert(result->connection->id);
  }
  EXPECT_LE(connections.size(), GetParam() == Version::http2 ? 1u : 6u);
}

TEST_P(Through, a_server_that_has_stopped_refuses) {
  const Client client = this->client();
  ASSERT_TRUE(client.get("https://a.test/host").wait().has_value());
  server.stop();
  server.wait();
  const auto response = client.get("https://b.test/host").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, ClientError::Stage::connect);
  EXPECT_EQ(response.error().reason(), "connection_refused");
}

INSTANTIATE_TEST_SUITE_P(, Through, testing::Values(Version::http11, Version::http2), name_of_version);

// As over the network, where the server has both versions.
TEST(ThroughVersions, the_version_is_that_of_a_server_with_both) {
  struct Row {
    std::string_view url;
    Version wanted;
    VersionPolicy policy;
    Version spoken;
  };
  Server server({.threads = 1, .signals = Signals::ignore});
  server.get("/", [](Context& c) { c.text("hello"); });
  ClientOptions options;
  options.transport = through(server);
  const Client client(options);
  for (const Row& row : {Row{"https://a.test/", Version::http2, VersionPolicy::or_lower, Version::http2},
                         Row{"https://a.test/", Version::http2, VersionPolicy::exact, Version::http2},
                         Row{"https://a.test/", Version::http11, VersionPolicy::or_higher, Version::http2},
                         Row{"https://a.test/", Version::http11, VersionPolicy::exact, Version::http11},
                         Row{"http://a.test/", Version::http2, VersionPolicy::or_lower, Version::http11},
                         Row{"http://a.test/", Version::http2, VersionPolicy::exact, Version::http2}}) {
    const auto response = client.get(row.url).version(row.wanted, row.policy).wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->version, row.spoken) << row.url << " " << to_string(row.wanted);
  }
}

}  // namespace through_test
}  // namespace weft::client
