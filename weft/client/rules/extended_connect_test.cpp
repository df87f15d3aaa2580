// RFC 8441 3: a request by extended CONNECT waits for the server's SETTINGS, which say whether it may be sent. Where
// they say no, it goes over HTTP/1.1, if it may.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace extended_connect_test {

using http::Version;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr frame::Setting takes_it{SettingId::enable_connect_protocol, 1};

class ExtendedConnect : public RulesTest {
 protected:
  const Script http11{.on_octets = answers_http11("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")};

  Transfer& open(VersionPolicy policy = VersionPolicy::exact) {
    Request opening = request(http::Method::get, policy);
    opening.opens_websocket = true;
    opening.fields.add("upgrade", "websocket");
    opening.fields.add("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    opening.fields.add("sec-websocket-version", "13");
    return add(std::move(opening));
  }
};

TEST_F(ExtendedConnect, is_a_connect_with_a_protocol) {
  server.scripts.push_back({.on_head = answers(), .settings = {takes_it}});
  const auto result = result_of(open());
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->version, Version::http2);
  const auto heads = server.peers[0]->heads();
  ASSERT_THAT(heads, SizeIs(1));
  EXPECT_THAT(heads[0], HasSubstr(":method=CONNECT :protocol=websocket :scheme=http :authority=127.0.0.1"));
  EXPECT_THAT(heads[0], HasSubstr(":path=/ "));
  EXPECT_THAT(heads[0], HasSubstr("sec-websocket-version=13"));
  EXPECT_THAT(heads[0], Not(HasSubstr("upgrade")));
  EXPECT_THAT(heads[0], Not(HasSubstr("sec-websocket-key")));
}

// A request beside it does not wait: it goes on the same connection.
TEST_F(ExtendedConnect, waits_for_settings) {
  const Reaction greets_late = [](Peer& peer, StreamId stream) {
    if (stream == 1) peer.settings({takes_it});
  };
  server.scripts.push_back({.on_head = both(greets_late, answers()), .greets = false});
  Transfer& plain = get();
  Transfer& opening = open();
  EXPECT_TRUE(result_of(opening));
  EXPECT_TRUE(result_of(plain));
  EXPECT_THAT(server.peers, SizeIs(1));
  const auto heads = server.peers[0]->heads();
  EXPECT_THAT(heads, ElementsAre(HasSubstr(":method=GET"), HasSubstr(":method=CONNECT")));
}

TEST_F(ExtendedConnect, fails_where_the_server_takes_none_and_nothing_else_is_allowed) {
  server.scripts.push_back({.on_head = answers()});
  Transfer& opening = open();
  const auto error = result_of(opening);
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().reason(), "no_extended_connect");
  EXPECT_EQ(error.error().attempts, 0u);
  EXPECT_TRUE(result_of(get()));
  // Another one is not sent, either.
  EXPECT_EQ(result_of(open()).error().reason(), "no_extended_connect");
  EXPECT_THAT(server.peers, SizeIs(1));
  EXPECT_THAT(server.peers[0]->heads(), ElementsAre(HasSubstr(":method=GET")));
}

// On cleartext a lower version is HTTP/2 where the server has been asked so before.
TEST_F(ExtendedConnect, goes_over_http11_where_the_server_takes_none) {
  server.scripts.push_back({.on_head = answers()});
  server.scripts.push_back(http11);
  EXPECT_TRUE(result_of(get()));
  Transfer& first = open(VersionPolicy::or_lower);
  Transfer& second = open(VersionPolicy::or_lower);
  for (Transfer* opening : {&first, &second}) {
    const auto result = result_of(*opening);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->version, Version::http11);
  }
  EXPECT_THAT(server.peers[0]->heads(), SizeIs(1));
  EXPECT_THAT(server.peers[1]->received(), HasSubstr("GET / HTTP/1.1\r\n"));
  EXPECT_THAT(server.peers[1]->received(), HasSubstr("upgrade: websocket\r\n"));
  // Other requests stay where they are.
  EXPECT_EQ(result_of(get(VersionPolicy::or_lower))->version, Version::http2);
}

TEST_F(ExtendedConnect, learns_it_from_the_connection_that_was_made_for_it) {
  server.speak_tls();
  server.scripts.push_back({.on_head = answers()});
  server.scripts.push_back(http11);
  const auto result = result_of(open(VersionPolicy::or_lower));
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->version, Version::http11);
  EXPECT_EQ(result_of(open()).error().reason(), "no_extended_connect");
  EXPECT_THAT(server.peers, SizeIs(2));
  EXPECT_EQ(server.peers[0]->requests().size(), 0u);
}

TEST_F(ExtendedConnect, goes_over_http11_where_the_server_asks_for_that) {
  server.speak_tls();
  server.scripts.push_back({.on_head = resets(ErrorCode::http_1_1_required), .settings = {takes_it}});
  server.scripts.push_back(http11);
  const auto result = result_of(open(VersionPolicy::or_lower));
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->version, Version::http11);
  EXPECT_THAT(server.peers[0]->heads(), ElementsAre(HasSubstr(":method=CONNECT")));
}

// RFC 9110 15.5.20: once, on a connection that has said what it takes.
TEST_F(ExtendedConnect, is_sent_once_more_where_it_was_misdirected) {
  server.scripts.push_back({.on_head = in_turn({answers_with(421), answers()}), .settings = {takes_it}});
  const auto result = result_of(open());
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->status, http::Status::ok);
}

}  // namespace extended_connect_test
}  // namespace weft::client
