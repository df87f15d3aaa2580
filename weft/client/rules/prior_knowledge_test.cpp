// RFC 9113 3.3: "A client that has learned that a particular server supports HTTP/2 by other means MUST send the
// connection preface". A server that has spoken HTTP/2 on cleartext is asked by HTTP/2 from then on.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace prior_knowledge_test {

using http::Version;
using testing::SizeIs;

constexpr auto lower = VersionPolicy::or_lower;

class PriorKnowledge : public RulesTest {
 protected:
  const Script http11{.on_octets = answers_http11("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")};

  void expect(Transfer& transfer, Version version, VersionReason why) {
    const auto result = result_of(transfer);
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->version, version);
    EXPECT_EQ(result->why, why);
  }
  void expect_http2(Transfer& transfer) { expect(transfer, Version::http2, VersionReason::prior_knowledge); }
  void expect_http11(Transfer& transfer) { expect(transfer, Version::http11, VersionReason::cleartext); }
};

TEST_F(PriorKnowledge, comes_with_the_first_http2_on_cleartext) {
  server.scripts.push_back({.on_head = answers()});
  expect_http2(get());
  expect_http2(get(lower));
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(PriorKnowledge, is_that_of_the_next_connection_too) {
  server.scripts.push_back({.on_head = both(answers(), goes_away(1))});
  server.scripts.push_back({.on_head = answers()});
  expect_http2(get());
  run_until([&] { return server.peers[0]->closed(); });
  expect_http2(get(lower));
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(PriorKnowledge, is_none_before) {
  server.scripts.push_back(http11);
  expect_http11(get(lower));
}

TEST_F(PriorKnowledge, moves_nothing_that_wants_http11) {
  server.scripts.push_back({.on_head = answers()});
  server.scripts.push_back(http11);
  expect_http2(get());
  Request old = request(http::Method::get, VersionPolicy::exact);
  old.version = Version::http11;
  expect_http11(add(std::move(old)));
}

// Whatever is no SETTINGS frame says that the server does not know what a request over HTTP/2 is: a POST as well is
// sent again.
TEST_F(PriorKnowledge, is_forgotten_where_the_server_does_not_speak_http2_any_more) {
  server.scripts.push_back({.on_head = both(answers(), goes_away(1))});
  server.scripts.push_back({.on_octets = [](Peer& peer) {
    peer.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  }});
  server.scripts.push_back(http11);
  expect_http2(get());
  run_until([&] { return server.peers[0]->closed(); });
  Request again = request(http::Method::post, lower);
  expect_http11(add(std::move(again)));
  expect_http11(get(lower));
  EXPECT_THAT(server.peers, SizeIs(3));
}

}  // namespace prior_knowledge_test
}  // namespace weft::client
