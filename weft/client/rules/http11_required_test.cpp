// RFC 9113 7, HTTP_1_1_REQUIRED: "The endpoint requires that HTTP/1.1 be used instead of HTTP/2." The second attempt
// offers HTTP/1.1 alone, and the next request begins there.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace http11_required_test {

using http::Version;
using testing::SizeIs;

class Http11Required : public RulesTest {
 protected:
  Http11Required() { server.speak_tls(); }
  void require_http11(const Reaction& reaction) {
    server.scripts.push_back({.on_head = reaction});
    server.scripts.push_back({.on_octets = answers_http11("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")});
  }
  // The server has seen the request once over HTTP/2, and answers it over HTTP/1.1.
  void expect_second_try() {
    const auto result = result_of(get(VersionPolicy::or_lower));
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hi");
    EXPECT_EQ(result->version, Version::http11);
    EXPECT_EQ(result->why, VersionReason::http11_required);
    EXPECT_EQ(server.peers.at(1)->alpn(), "http/1.1");
    EXPECT_THAT(server.peers[0]->requests(), SizeIs(1));
  }
  void expect_third_there() {
    const auto result = result_of(get(VersionPolicy::or_lower));
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->why, VersionReason::http11_required);
    EXPECT_EQ(server.peers.back()->alpn(), "http/1.1");
  }
};

TEST_F(Http11Required, of_a_stream) {
  require_http11(resets(ErrorCode::http_1_1_required));
  expect_second_try();
  expect_third_there();
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(Http11Required, of_the_connection_that_did_not_process_the_request) {
  require_http11(both(goes_away(0, ErrorCode::http_1_1_required), closes()));
  expect_second_try();
  expect_third_there();
}

TEST_F(Http11Required, of_the_connection_at_the_requests_stream) {
  require_http11(both(goes_away(1, ErrorCode::http_1_1_required), closes()));
  expect_second_try();
  expect_third_there();
}

TEST_F(Http11Required, is_remembered_while_the_origin_is_idle_and_others_are_asked) {
  server.scripts.push_back({.on_head = resets(ErrorCode::http_1_1_required)});
  server.scripts.push_back(
      {.on_octets = answers_http11("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi")});
  expect_second_try();
  run_until([&] { return server.peers[1]->closed(); });
  server.peers[0]->close();
  for (int host = 2; host < 200; ++host) {
    Request other = request();
    other.url = *http::parse_url(fmt::format("http://127.0.0.{}:9/", host));
    add(std::move(other));
  }
  run_all();
  const auto result = result_of(get(VersionPolicy::or_lower));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->why, VersionReason::http11_required);
  EXPECT_EQ(server.peers.back()->alpn(), "http/1.1");
}

TEST_F(Http11Required, does_not_move_what_wants_exactly_http2) {
  require_http11(resets(ErrorCode::http_1_1_required));
  const auto result = result_of(get(VersionPolicy::exact));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "http_1_1_required");
  EXPECT_EQ(result.error().attempts, 1u);
}

}  // namespace http11_required_test
}  // namespace weft::client
