// Requests against a server that does what a test says.
#include <weft/client/content/sourced.hpp>
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace pool_test {

using namespace std::chrono_literals;
using http::Version;
using testing::SizeIs;
using testkit::response;
using Stage = ClientError::Stage;

constexpr std::string_view http11_answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

class PoolTest : public RulesTest {};

TEST_F(PoolTest, a_request_has_its_response) {
  server.scripts.push_back({.on_head = answers()});
  const auto result = result_of(get());
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_EQ(result->why, VersionReason::prior_knowledge);
  EXPECT_EQ(told, 1u);
}

// RFC 9113 8.7: "Any request that was sent on the reset stream can be safely retried."
TEST_F(PoolTest, what_the_server_has_refused_is_sent_again) {
  server.scripts.push_back({.on_head = in_turn({resets(ErrorCode::refused_stream), answers()})});
  const auto result = result_of(post("content"));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_THAT(server.peers, SizeIs(1));
  EXPECT_EQ(server.requests(), 2u);
}

TEST_F(PoolTest, what_is_refused_again_and_again_is_sent_twice) {
  server.scripts.push_back({.on_head = resets(ErrorCode::refused_stream)});
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "peer_refused");
  EXPECT_EQ(result.error().attempts, 2u);
  EXPECT_TRUE(result.error().safe_to_retry);
}

TEST_F(PoolTest, what_is_made_as_it_is_sent_goes_once) {
  server.scripts.push_back({.on_head = resets(ErrorCode::refused_stream)});
  Request once = request();
  bool given = false;
  once.content =
      std::make_unique<Sourced<PieceSource>>([&] { return std::exchange(given, true) ? "" : "content"; }, std::nullopt);
  const auto result = result_of(add(std::move(once)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "peer_refused");
  EXPECT_EQ(result.error().attempts, 1u);
  EXPECT_TRUE(result.error().safe_to_retry);
  EXPECT_THAT(result.error().text(), testing::HasSubstr("its body can be sent only once"));
}

// RFC 9218 7.1
TEST_F(PoolTest, a_priority_changes_while_the_response_comes) {
  server.scripts.push_back({.on_head = is_silent(), .settings = {{frame::SettingId::no_rfc7540_priorities, 1}}});
  Transfer& transfer = get();
  run_until([&] { return server.requests() == 1 && server.peers[0]->settings_acknowledged() == 1; });
  transfer.prioritize({.urgency = 1, .incremental = true});
  run_until([&] { return !server.peers[0]->priorities().empty(); });
  EXPECT_THAT(server.peers[0]->priorities(), testing::ElementsAre("u=1, i"));
  transfer.cancel();
  EXPECT_FALSE(result_of(transfer).has_value());
}

TEST_F(PoolTest, interim_responses_are_told) {
  server.scripts.push_back({.on_head = both(
                                [](Peer& peer, StreamId stream) {
                                  peer.frames.headers(stream, response(103).with("link", "</style.css>; rel=preload"));
                                },
                                answers())});
  std::vector<std::string> hints;
  Request hinted = request();
  hinted.on_interim = [&](const http::ResponseHead& head) {
    hints.push_back(fmt::format("{} {}", http::code(head.status), *head.fields.find("link")));
  };
  const auto result = result_of(add(std::move(hinted)));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_THAT(hints, testing::ElementsAre("103 </style.css>; rel=preload"));
}

// RFC 9113 6.8: "Requests … above the last stream identifier … can be retried on a new connection".
TEST_F(PoolTest, what_is_above_goaway_is_sent_again_on_a_new_connection) {
  server.scripts.push_back({.on_head = goes_away(0)});
  server.scripts.push_back({.on_head = answers()});
  const auto result = result_of(post("content"));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hello");
  EXPECT_THAT(server.peers, SizeIs(2));
}

// GOAWAY alone proves nothing of a request at or below its last stream: it is not repeated.
TEST_F(PoolTest, a_post_that_may_have_been_processed_is_not_sent_again) {
  server.scripts.push_back({.on_head = both(goes_away(1), closes())});
  const auto result = result_of(post("content"));
  ASSERT_FALSE(result.has_value());
  EXPECT_FALSE(result.error().safe_to_retry);
  EXPECT_EQ(result.error().attempts, 1u);
  EXPECT_EQ(result.error().stage, Stage::head);
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(PoolTest, a_response_that_is_cut_off_is_an_error_of_its_body) {
  server.scripts.push_back({.on_head = [](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, response(200)).data(stream, "hel").rst_stream(stream, ErrorCode::internal_error);
  }});
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().stage, Stage::body);
  EXPECT_EQ(result.error().reason(), "peer_reset");
  EXPECT_EQ(result.error().close.code, 2u);
}

// RFC 9113 5.1.2: requests wait while the server takes no more streams, and none fails.
TEST_F(PoolTest, keeps_the_servers_limit_and_goes_on) {
  options.most_connections = 1;
  server.scripts.push_back({.on_head = answers(), .settings = {{SettingId::max_concurrent_streams, 1}}});
  get_many(20);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(PoolTest, a_head_that_does_not_come_ends_the_request_in_time) {
  server.scripts.push_back({.on_head = is_silent()});
  Request late = request();
  late.head_limit = 100ms;
  const auto result = result_of(add(std::move(late)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "head_timeout");
  EXPECT_TRUE(result.error().timed_out());
}

TEST_F(PoolTest, a_body_that_stands_still_ends_the_request_in_time) {
  server.scripts.push_back(
      {.on_head = [](Peer& peer, StreamId stream) { peer.frames.headers(stream, response(200)).data(stream, "hel"); }});
  Request late = request();
  late.body_limit = 100ms;
  const auto result = result_of(add(std::move(late)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "body_timeout");
  EXPECT_EQ(result.error().stage, Stage::body);
}

TEST_F(PoolTest, a_body_beyond_the_callers_limit_is_refused) {
  server.scripts.push_back({.on_head = answers()});
  Request small = request();
  small.most_octets = 4;
  const auto result = result_of(add(std::move(small)));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "response_too_large");
}

TEST_F(PoolTest, a_request_that_is_cancelled_resets_its_stream) {
  server.scripts.push_back({.on_head = is_silent()});
  Transfer& transfer = get();
  run_until([&] { return server.requests() == 1; });
  transfer.cancel();
  const auto result = result_of(transfer);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "cancelled");
  EXPECT_TRUE(result.error().cancelled());
  EXPECT_FALSE(result.error().timed_out());
}

}  // namespace pool_test
}  // namespace weft::client
