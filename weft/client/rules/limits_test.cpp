// How many connections and streams there are, and which request waits for what.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace limits_test {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// Requests wait at the server until answer_all().
class Limits : public RulesTest {
 protected:
  Script holds(std::vector<frame::Setting> settings = {}) {
    Script script;
    script.settings = std::move(settings);
    script.on_head = [this](Peer& peer, StreamId stream) {
      if (answers_at_once) return answers()(peer, stream);
      held.emplace_back(&peer, stream);
    };
    return script;
  }
  void answer_all() {
    for (const auto& [peer, stream] : std::exchange(held, {})) {
      answers()(*peer, stream);
      peer->send();
    }
  }
  void wait_for_requests(std::size_t count) {
    run_until([&] { return server.requests() == count; });
    run_for(10ms);
    EXPECT_EQ(server.requests(), count);
  }
  // The limit is in force when the client has acknowledged it.
  void set_limit(std::uint32_t streams) {
    Peer& peer = *server.peers.front();
    const std::size_t acknowledged = peer.settings_acknowledged();
    peer.settings({{SettingId::max_concurrent_streams, streams}});
    peer.send();
    run_until([&] { return peer.settings_acknowledged() > acknowledged; });
  }

  std::vector<std::pair<Peer*, StreamId>> held;
  bool answers_at_once = false;
};

TEST_F(Limits, two_hundred_cold_requests_make_one_connection) {
  server.speak_tls();
  server.scripts.push_back({.on_head = answers()});
  get_many(200);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(Limits, twenty_cold_requests_fan_out_when_the_server_has_http11_alone) {
  server.speak_tls({"http/1.1"});
  // No request is answered before all connections have one: none of them waits for an answer, or for one of the others.
  std::vector<Peer*> asked;
  const std::string answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
  server.scripts.push_back({.on_octets = [&](Peer& peer) {
    if (!peer.received().ends_with("\r\n\r\n")) return;
    asked.push_back(&peer);
    if (asked.size() > 6) return peer.send(answer);
    if (asked.size() < 6) return;
    for (Peer* each : asked) each->send(answer);
  }});
  for (int i = 0; i < 20; ++i) get(VersionPolicy::or_lower);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(6));
}

TEST_F(Limits, six_connections_are_made_where_the_streams_are_used_up) {
  server.scripts.push_back(holds({{SettingId::max_concurrent_streams, 20}}));
  get_many(200);
  run_until([&] { return held.size() >= 120 + 80; });
  run_for(10ms);
  EXPECT_THAT(server.peers, SizeIs(6));
}

TEST_F(Limits, one_connection_is_made_where_the_caller_wants_one) {
  options.most_connections = 1;
  server.scripts.push_back(holds({{SettingId::max_concurrent_streams, 20}}));
  get();
  run_until([&] { return held.size() == 1 && server.peers.front()->settings_acknowledged() == 1; });
  get_many(199);
  for (std::size_t sent = 20; sent <= 180; sent += 20) {
    wait_for_requests(sent);
    answer_all();
  }
  answers_at_once = true;
  wait_for_requests(200);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(Limits, the_limit_goes_up_and_down_and_no_request_fails) {
  options.most_connections = 1;
  server.scripts.push_back(holds({{SettingId::max_concurrent_streams, 100}}));
  get();
  wait_for_requests(1);
  get_many(999);
  wait_for_requests(100);
  set_limit(1);
  answer_all();
  wait_for_requests(101);
  set_limit(0);
  answer_all();
  wait_for_requests(101);
  set_limit(100);
  wait_for_requests(201);
  answers_at_once = true;
  answer_all();
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(1));
}

// RFC 9113 5.1.2: streams that crossed the new limit may be refused.
TEST_F(Limits, requests_that_cross_a_lower_limit_and_are_refused_are_sent_again) {
  options.most_connections = 1;
  server.scripts.push_back({.on_head =
                                [refused = 0](Peer& peer, StreamId stream) mutable {
                                  if (stream <= 9 || refused == 90) return answers()(peer, stream);
                                  ++refused;
                                  resets(ErrorCode::refused_stream)(peer, stream);
                                },
                            .settings = {{SettingId::max_concurrent_streams, 5}}});
  get_many(95);
  run_all();
  EXPECT_EQ(failures(), 0u);
}

TEST_F(Limits, the_next_connection_begins_with_the_last_ones_limit) {
  server.scripts.push_back(
      {.on_head = both(answers(), goes_away(1)), .settings = {{SettingId::max_concurrent_streams, 5}}});
  Script quiet = holds();
  quiet.greets = false;
  server.scripts.push_back(quiet);
  EXPECT_TRUE(result_of(get()).has_value());
  get_many(50);
  wait_for_requests(1 + 5);
}

TEST_F(Limits, http2_alone_is_asked_of_the_next_connection_as_well) {
  server.speak_tls({"http/1.1"});
  server.scripts.push_back(
      {.on_octets = answers_http11("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi")});
  EXPECT_EQ(result_of(get(VersionPolicy::or_lower))->version, http::Version::http11);
  EXPECT_EQ(result_of(get(VersionPolicy::or_lower))->version, http::Version::http11);
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(Limits, a_request_waits_for_a_stream_no_longer_than_its_caller_does) {
  options.most_connections = 1;
  server.scripts.push_back(holds({{SettingId::max_concurrent_streams, 1}}));
  get();
  wait_for_requests(1);
  Request waiting = request();
  waiting.total_limit = 100ms;
  const auto result = result_of(add(std::move(waiting)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "total_timeout");
  EXPECT_THAT(result.error().detail, testing::StartsWith("in the pool: "));
  EXPECT_EQ(result.error().attempts, 0u);
  EXPECT_TRUE(result.error().safe_to_retry);
}

TEST_F(Limits, a_request_that_waits_too_long_for_its_turn_is_an_error) {
  EXPECT_EQ(ClientOptions().queue_limit, 60s);
  options.most_connections = 1;
  server.scripts.push_back(holds({{SettingId::max_concurrent_streams, 1}}));
  get();
  wait_for_requests(1);
  Request waiting = request();
  waiting.queue_limit = 50ms;
  const auto result = result_of(add(std::move(waiting)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(),
            "connect: queue_timeout (in the pool: the connection has no room for one more request)");
  EXPECT_TRUE(result.error().timed_out());
  EXPECT_EQ(result.error().attempts, 0u);
  EXPECT_TRUE(result.error().safe_to_retry);
  EXPECT_EQ(server.requests(), 1u);
}

// --- age -------------------------------------------------------------------------------------------------------------

TEST(ConnectionAge, is_ten_minutes_by_default) {
  EXPECT_EQ(session::client::Options().age, 10min);
}

TEST_F(Limits, an_old_connection_is_replaced_and_finishes_what_it_carries) {
  options.connection.age = 50ms;
  server.scripts.push_back(holds());
  Transfer& slow = get();
  wait_for_requests(1);
  run_for(100ms);
  get();
  run_until([&] { return held.size() == 2; });
  get();
  run_until([&] { return held.size() == 3; });
  answer_all();
  EXPECT_TRUE(result_of(slow).has_value());
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_GE(server.peers.size(), 2u);
  run_until([&] { return server.peers[0]->closed(); });
}

// --- 421 -------------------------------------------------------------------------------------------------------------

// RFC 9110 15.5.20.
TEST_F(Limits, a_misdirected_request_is_repeated_on_a_connection_of_its_own) {
  server.scripts.push_back({.on_head = answers_with(421)});
  server.scripts.push_back({.on_head = answers()});
  const auto result = result_of(post("content"));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_THAT(server.peers, SizeIs(2));
  run_until([&] { return server.peers[1]->closed(); });
}

TEST_F(Limits, a_request_that_is_misdirected_twice_has_the_answer) {
  server.scripts.push_back({.on_head = answers_with(421)});
  EXPECT_EQ(result_of(get())->status, http::Status::misdirected_request);
  EXPECT_THAT(server.peers, SizeIs(2));
}

// --- the host --------------------------------------------------------------------------------------------------------

// RFC 9113 8.3.1: "Clients that generate HTTP/2 requests directly MUST use the ":authority" pseudo-header field to
// convey authority information".
TEST_F(Limits, a_host_that_the_caller_sets_becomes_the_authority) {
  server.scripts.push_back({.on_head = answers()});
  Request other = request();
  other.authority = "other.example";
  EXPECT_TRUE(result_of(add(std::move(other))).has_value());
  EXPECT_THAT(server.peers[0]->heads().front(), AllOf(HasSubstr(":authority=other.example"), Not(HasSubstr(" host="))));
}

}  // namespace limits_test
}  // namespace weft::client
