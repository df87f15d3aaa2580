// A peer that has gone without a word is found out when its connection is used, by one PING, and never by time alone.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace liveness_test {

using namespace std::chrono_literals;
using testing::SizeIs;

// The defaults are seconds; here they are tenths of a second.
class Liveness : public RulesTest {
 protected:
  Liveness() {
    options.connection.quiet = 100ms;
    options.connection.ping_answer = 300ms;
    options.connection.ping_interval = 100ms;
  }
  // Answers once, and then the path swallows all octets. The next connection is a good one.
  void answer_once() {
    server.scripts.push_back({.on_head = [](Peer& peer, StreamId stream) {
      answers()(peer, stream);
      peer.send();
      peer.fall_silent();
    }});
    server.scripts.push_back({.on_head = answers()});
    ASSERT_TRUE(result_of(get()).has_value());
  }
};

TEST(LivenessDefaults, are_ten_seconds) {
  const session::client::Options defaults;
  EXPECT_EQ(defaults.quiet, 10s);
  EXPECT_EQ(defaults.ping_interval, 10s);
  EXPECT_EQ(defaults.ping_answer, 10s);
  EXPECT_EQ(defaults.write_stall, 10s);
}

TEST_F(Liveness, a_path_that_swallows_all_octets_is_left_by_the_next_request) {
  answer_once();
  run_for(120ms);
  const Time began = std::chrono::steady_clock::now();
  EXPECT_TRUE(result_of(get()).has_value());
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10 * options.connection.ping_answer);
  EXPECT_THAT(server.peers, SizeIs(2));
}

// It may have been processed.
TEST_F(Liveness, a_post_into_such_a_path_is_an_error) {
  answer_once();
  run_for(120ms);
  const auto result = result_of(post("content"));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "ping_timeout");
  EXPECT_TRUE(result.error().timed_out());
  EXPECT_EQ(result.error().attempts, 1u);
  EXPECT_FALSE(result.error().safe_to_retry);
}

TEST_F(Liveness, a_peer_that_answers_the_ping_goes_on) {
  server.scripts.push_back({.on_head = in_turn({answers(), is_silent(), answers()})});
  EXPECT_TRUE(result_of(get()).has_value());
  run_for(120ms);
  Transfer& slow = get();
  run_for(400ms);
  EXPECT_FALSE(slow.done());
  EXPECT_EQ(server.peers[0]->pings(), 1u);
  EXPECT_TRUE(result_of(get()).has_value());
  EXPECT_THAT(server.peers, SizeIs(1));
}

TEST_F(Liveness, time_alone_sends_no_ping) {
  server.scripts.push_back({.on_head = answers()});
  EXPECT_TRUE(result_of(get()).has_value());
  run_for(350ms);
  EXPECT_EQ(server.peers[0]->pings(), 0u);
  EXPECT_TRUE(result_of(get()).has_value());
  EXPECT_EQ(server.peers[0]->pings(), 1u);
}

// At most one PING waits for its answer, and none follows it within the time that servers count in.
TEST_F(Liveness, a_thousand_cancels_send_one_ping_at_most) {
  options.connection.ping_answer = 10s;
  server.scripts.push_back({.on_head = in_turn({answers(), is_silent()}), .answers_pings = false});
  EXPECT_TRUE(result_of(get()).has_value());
  run_for(120ms);
  for (std::size_t i = 0; i < 1000; ++i) {
    Transfer& transfer = get();
    run_until([&] { return server.requests() == i + 2; });
    transfer.cancel();
  }
  run_all();
  EXPECT_EQ(server.peers[0]->pings(), 1u);
  EXPECT_FALSE(server.peers[0]->closed());
}

// --- a head time limit -----------------------------------------------------------------------------------------------

TEST_F(Liveness, after_a_head_time_limit_twenty_requests_open_one_new_connection) {
  options.connection.ping_answer = 10s;
  answer_once();
  Request late = request();
  late.head_limit = 50ms;
  const auto result = result_of(add(std::move(late)));
  EXPECT_EQ(result.error().reason(), "head_timeout");
  get_many(20);
  run_all();
  EXPECT_THAT(server.peers, SizeIs(2));
  EXPECT_THAT(server.peers[1]->requests(), SizeIs(20));
}

TEST_F(Liveness, a_connection_under_suspicion_is_used_again_when_a_frame_has_come) {
  server.scripts.push_back({.on_head = in_turn({is_silent(), answers()})});
  Request late = request();
  late.head_limit = 50ms;
  EXPECT_FALSE(result_of(add(std::move(late))).has_value());
  run_until([&] { return server.peers[0]->pings() == 1; });
  run_for(20ms);
  EXPECT_TRUE(result_of(get()).has_value());
  EXPECT_THAT(server.peers, SizeIs(1));
}

// --- the transport takes nothing -------------------------------------------------------------------------------------

TEST_F(Liveness, what_was_not_sent_leaves_a_connection_whose_transport_takes_nothing) {
  options.connection.write_stall = 200ms;
  const std::vector<frame::Setting> wide{{SettingId::initial_window_size, 0x7fff'ffff}};
  server.scripts.push_back({.on_head =
                                [](Peer& peer, StreamId) {
                                  peer.frames.window_update(0, 0x7fff'0000);
                                  peer.send();
                                  peer.stop_reading();
                                },
                            .settings = wide});
  server.scripts.push_back({.on_head = answers()});
  Transfer& big = post(std::string(64 << 20, 'x'));
  run_for(100ms);
  Transfer& behind = post("small");
  const auto moved = result_of(behind);
  EXPECT_TRUE(moved.has_value()) << moved.error().text();
  const auto lost = result_of(big);
  ASSERT_FALSE(lost.has_value());
  EXPECT_EQ(lost.error().reason(), "write_stall");
  EXPECT_TRUE(lost.error().timed_out());
  EXPECT_THAT(server.peers, SizeIs(2));
}

}  // namespace liveness_test
}  // namespace weft::client
