// Connections that cannot be had, and connections that do not last.
#include <future>

#include <weft/client/rules/rules_test.hpp>
#include <weft/io/name_lookups.hpp>

namespace weft::client {
namespace dead_ports_test {

using testing::SizeIs;

class DeadPorts : public RulesTest {};

TEST_F(DeadPorts, fail_all_requests_that_wait_together) {
  server.stop();
  get_many(10);
  run_until([&] { return told > 0; });
  for (const auto& transfer : transfers) {
    ASSERT_TRUE(transfer->done());
    const auto result = transfer->take_result();
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().stage, ClientError::Stage::connect);
    EXPECT_EQ(result.error().reason(), "connection_refused");
    EXPECT_EQ(result.error().attempts, 0u);
    EXPECT_TRUE(result.error().safe_to_retry);
  }
}

// Name, connection and TLS handshake together have one limit.
TEST_F(DeadPorts, that_accept_and_say_nothing_fail_all_requests_within_the_connect_limit) {
  options.connect_limit = std::chrono::milliseconds(300);
  server.scripts.push_back({.on_octets = [](Peer&) {}});
  for (int i = 0; i < 10; ++i) {
    Request secure = request();
    secure.url = *http::parse_url("https" + server.url().substr(4));
    add(std::move(secure));
  }
  run_until([&] { return told > 0; });
  for (const auto& transfer : transfers) {
    ASSERT_TRUE(transfer->done());
    const auto result = transfer->take_result();
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().reason(), "tls_handshake_timeout");
    EXPECT_TRUE(result.error().timed_out());
  }
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(DeadPorts, a_name_that_is_not_found_in_time_is_an_error_of_its_own) {
  EXPECT_EQ(ClientOptions().resolve_limit, std::chrono::seconds(5));
  options.resolve_limit = Duration::zero();
  // A system that does not answer.
  std::promise<io::NameAnswer> never;
  io::NameLookups lookups([answer = never.get_future().share()](const std::string&) { return answer.get(); });
  loop.look_up_by(lookups);
  Request named = request();
  named.url = *http::parse_url("http://slow.test/");
  const auto result = result_of(add(std::move(named)));
  never.set_value({});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "resolve: resolve_timeout");
  EXPECT_TRUE(result.error().timed_out());
  EXPECT_TRUE(result.error().safe_to_retry);
}

// The peer closes each connection a thousand times, and one is allowed: there is always a new one.
TEST_F(DeadPorts, a_connection_that_ends_makes_room_for_another) {
  options.most_connections = 1;
  server.scripts.push_back(
      {.on_octets = answers_http11("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi")});
  for (int i = 0; i < 1000; ++i) {
    const auto result = result_of(get(VersionPolicy::or_lower));
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hi");
  }
  EXPECT_THAT(server.peers, SizeIs(1000));
}

TEST_F(DeadPorts, a_connection_of_http2_that_ends_makes_room_for_another) {
  options.most_connections = 1;
  server.scripts.push_back({.on_head = both(answers(), closes())});
  for (int i = 0; i < 1000; ++i) {
    const auto result = result_of(get());
    ASSERT_TRUE(result.has_value()) << result.error().text();
  }
  EXPECT_THAT(server.peers, SizeIs(1000));
}

}  // namespace dead_ports_test
}  // namespace weft::client
