// RFC 4559: Negotiate authenticates a connection, so it is spoken over HTTP/1.1, and no request that has not asked for
// it shares that connection.
#include <weft/client/rules/rules_test.hpp>

#include <semaphore>

#include <weft/negotiate/scripted_test.hpp>

namespace weft::client {
namespace negotiate_test {

using http::Version;
using negotiate::Step;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view challenge =
    "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Negotiate\r\ncontent-length: 2\r\n\r\nno";
constexpr std::string_view next_leg =
    "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Negotiate Zm9v\r\ncontent-length: 0\r\n\r\n";
constexpr std::string_view welcome =
    "HTTP/1.1 200 OK\r\nwww-authenticate: Negotiate Zm9vYmFy\r\ncontent-length: 2\r\n\r\nhi";
constexpr std::string_view plain = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

std::size_t heads_in(std::string_view octets) {
  std::size_t count = 0;
  for (std::size_t at = octets.find("\r\n\r\n"); at != octets.npos; at = octets.find("\r\n\r\n", at + 4)) ++count;
  return count;
}

// Each whole request of the connection has its answer, the last one all further ones. An empty one closes.
Script over_http11(std::vector<std::string_view> answers) {
  return {.on_octets = [answers, answered = std::size_t{0}](Peer& peer) mutable {
    for (; answered < heads_in(peer.received()) && !peer.closed(); ++answered) {
      const std::string_view answer = answers[std::min(answered, answers.size() - 1)];
      answer.empty() ? peer.close() : peer.send(answer);
    }
  }};
}

Reaction challenges() {
  return [](Peer& peer, StreamId stream) {
    const auto head = testkit::response(401).with("www-authenticate", "Negotiate");
    peer.frames.headers(stream, head, testkit::end_stream);
  };
}

class NegotiateTest : public RulesTest {
 protected:
  NegotiateTest() {
    server.speak_tls();
    // "foo" is the ticket, and "foobar" the server's proof.
    mechanism.client = [this](const std::string& host) -> negotiate::Scripted::Act {
      hosts += host + " ";
      return [](std::string_view token) -> Result<Step, negotiate::Fault> {
        if (token.empty() || token == "foo") return Step{"foo", false};
        if (token == "foobar") return Step{"", true};
        return fail(negotiate::Fault{negotiate::Fault::Kind::failed, "no proof"});
      };
    };
  }
  Request asking(VersionPolicy policy = VersionPolicy::or_lower) {
    Request asking = request(http::Method::get, policy);
    asking.negotiate = &mechanism;
    return asking;
  }
  void mechanism_says(Result<Step, negotiate::Fault> said) {
    mechanism.client = [said](const std::string&) -> negotiate::Scripted::Act {
      return [said](std::string_view) { return said; };
    };
  }
  void expect_fault(const Result<Response, ClientError>& result, std::string_view reason, std::string_view detail) {
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().stage, ClientError::Stage::authenticate);
    EXPECT_EQ(result.error().reason(), reason);
    EXPECT_THAT(result.error().text(), HasSubstr(detail));
  }

  negotiate::Scripted mechanism;
  std::string hosts;
};

TEST_F(NegotiateTest, follows_the_servers_wish_for_http11) {
  server.scripts.push_back({.on_head = resets(ErrorCode::http_1_1_required)});
  server.scripts.push_back(over_http11({challenge}));
  server.scripts.push_back(over_http11({welcome}));
  const auto result = result_of(add(asking()));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hi");
  EXPECT_EQ(result->version, Version::http11);
  EXPECT_EQ(result->why, VersionReason::http11_required);
  ASSERT_THAT(server.peers, SizeIs(3));
  EXPECT_THAT(server.peers[1]->received(), Not(HasSubstr("uthorization")));
  EXPECT_THAT(server.peers[2]->received(), HasSubstr("Negotiate Zm9v\r\n"));
  EXPECT_EQ(hosts, "127.0.0.1 ");
}

TEST_F(NegotiateTest, leaves_http2_where_that_is_asked_for_on_it) {
  server.scripts.push_back({.on_head = in_turn({challenges(), answers()})});
  server.scripts.push_back(over_http11({welcome}));
  const auto result = result_of(add(asking()));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->why, VersionReason::negotiate);
  EXPECT_EQ(to_string(result->why), "negotiate");
  EXPECT_EQ(server.peers.back()->alpn(), "http/1.1");
  const auto other = result_of(get(VersionPolicy::or_lower));
  ASSERT_TRUE(other.has_value()) << other.error().text();
  EXPECT_EQ(other->version, Version::http2);
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(NegotiateTest, begins_on_a_connection_of_its_kind_once_the_origin_has_asked_for_it) {
  server.scripts.push_back({.on_head = challenges()});
  server.scripts.push_back(over_http11({welcome, plain, challenge, welcome}));
  for (int i = 0; i < 3; ++i) {
    const auto result = result_of(add(asking()));
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hi");
  }
  ASSERT_THAT(server.peers, SizeIs(2));
  EXPECT_THAT(server.peers[0]->requests(), SizeIs(1));
  EXPECT_EQ(heads_in(server.peers[1]->received()), 4u);
}

// The server tells two clients apart by their connections.
TEST_F(NegotiateTest, all_legs_are_on_one_connection_whoever_waits) {
  options.most_connections = 1;
  server.scripts.push_back({.on_head = challenges()});
  server.scripts.push_back(over_http11({next_leg, next_leg, welcome, plain}));
  add(asking());
  add(asking());
  run_all();
  EXPECT_EQ(failures(), 0u);
  ASSERT_THAT(server.peers, SizeIs(2));
  EXPECT_THAT(server.peers[0]->requests(), SizeIs(2));
  EXPECT_EQ(heads_in(server.peers[1]->received()), 4u);
}

TEST_F(NegotiateTest, a_refusal_is_the_servers_answer) {
  server.scripts.push_back({.on_head = challenges()});
  server.scripts.push_back(over_http11({challenge}));
  const auto result = result_of(add(asking()));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->status, http::Status::unauthorized);
  EXPECT_EQ(result->body, "no");
}

TEST_F(NegotiateTest, does_not_move_what_wants_exactly_http2) {
  server.scripts.push_back({.on_head = challenges()});
  const auto result = result_of(add(asking(VersionPolicy::exact)));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->status, http::Status::unauthorized);
  EXPECT_EQ(hosts, "");
}

TEST_F(NegotiateTest, without_a_ticket_it_says_what_gets_one) {
  mechanism_says(fail(negotiate::Fault{negotiate::Fault::Kind::no_ticket, "none in FILE:/tmp/x"}));
  server.scripts.push_back({.on_head = challenges()});
  expect_fault(result_of(add(asking())), "kerberos_ticket_missing", "none in FILE:/tmp/x; kinit gets a ticket");
}

TEST_F(NegotiateTest, a_server_without_proof_is_not_believed) {
  server.scripts.push_back({.on_head = challenges()});
  server.scripts.push_back(
      over_http11({"HTTP/1.1 200 OK\r\nwww-authenticate: Negotiate Zg==\r\ncontent-length: 2\r\n\r\nhi"}));
  expect_fault(result_of(add(asking())), "negotiate_failed", "no proof");
}

TEST_F(NegotiateTest, other_requests_go_on_while_the_kdc_is_silent) {
  const auto gate = std::make_shared<std::counting_semaphore<>>(0);
  mechanism.client = [gate](const std::string&) -> negotiate::Scripted::Act {
    return [gate](std::string_view) -> Result<Step, negotiate::Fault> {
      gate->acquire();
      return Step{};
    };
  };
  server.scripts.push_back({.on_head = in_turn({challenges(), challenges(), answers()})});
  Request slow = asking();
  slow.head_limit = std::chrono::milliseconds(300);
  Transfer& stuck = add(std::move(slow));
  Transfer& cancelled = add(asking());
  const auto other = result_of(get(VersionPolicy::or_lower));
  EXPECT_TRUE(other.has_value());
  cancelled.cancel();
  const auto result = result_of(stuck);
  expect_fault(result, "negotiate_timeout", "negotiate_timeout");
  EXPECT_TRUE(result.error().timed_out());
  gate->release(2);
}

// A token is good for one time, and a server that ends the connection is asked once more.
TEST_F(NegotiateTest, a_lost_connection_begins_anew_and_not_for_ever) {
  server.scripts.push_back({.on_head = challenges()});
  server.scripts.push_back(over_http11({welcome, challenge, {}}));
  server.scripts.push_back(over_http11({challenge, {}}));
  ASSERT_TRUE(result_of(add(asking())).has_value());
  const auto result = result_of(add(asking()));
  ASSERT_FALSE(result.has_value());
  ASSERT_THAT(server.peers, SizeIs(3));
  EXPECT_EQ(heads_in(server.peers[1]->received()), 3u);
  EXPECT_EQ(heads_in(server.peers[2]->received()), 2u);
  EXPECT_THAT(server.peers[2]->received().substr(0, server.peers[2]->received().find("\r\n\r\n")),
              Not(HasSubstr("uthorization")));
}

TEST_F(NegotiateTest, stays_with_its_origin) {
  FaultServer other{loop};
  other.speak_tls();
  other.scripts.push_back({.on_head = challenges()});
  const std::string leads_on = fmt::format(
      "HTTP/1.1 302 Found\r\nwww-authenticate: Negotiate Zm9vYmFy\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
      other.url());
  server.scripts.push_back({.on_head = challenges()});
  server.scripts.push_back(over_http11({leads_on}));
  Request leading = asking();
  leading.redirects = 1;
  const auto result = result_of(add(std::move(leading)));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->status, http::Status::unauthorized);
  EXPECT_EQ(result->version, Version::http2);
  EXPECT_THAT(other.peers.at(0)->heads().at(0), Not(HasSubstr("uthorization")));
  EXPECT_EQ(hosts, "127.0.0.1 ");
}

}  // namespace negotiate_test
}  // namespace weft::client
