// Requests beside each other on one connection: none holds up the others, whatever becomes of it.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace streams_test {

using namespace std::chrono_literals;
using testing::SizeIs;
using testkit::response;

class Beside : public RulesTest {
 protected:
  Beside() { options.most_connections = 1; }
};

TEST_F(Beside, a_response_that_never_ends_a_hundred_posts_complete) {
  server.scripts.push_back({.on_whole = [](Peer& peer, StreamId stream) {
    if (stream == 1) return void(peer.frames.headers(1, response(200)));
    peer.frames.data(1, std::string(100, 'x'));
    answers()(peer, stream);
  }});
  Transfer& endless = get();
  for (int i = 0; i < 100; ++i) post(std::string(20'000, 'x'));
  run_until([&] { return told == 100; });
  EXPECT_FALSE(endless.done());
  EXPECT_THAT(server.peers, SizeIs(1));
}

// RFC 9113 6.9.1: an upload of one octet fits where another has left one octet of the connection's window.
TEST_F(Beside, an_upload_that_waits_for_another_both_complete) {
  server.scripts.push_back({.on_whole =
                                [](Peer& peer, StreamId stream) {
                                  if (stream == 1) return;
                                  answers()(peer, 3);
                                  answers()(peer, 1);
                                },
                            .reads_bodies = false});
  post(std::string(65'534, 'x'));
  run_until([&] { return !server.peers.empty() && server.peers[0]->data_octets() == 65'534; });
  post("x");
  run_all();
  EXPECT_EQ(failures(), 0u);
}

TEST_F(Beside, ten_thousand_uploads_a_thousand_at_a_time_all_complete) {
  server.scripts.push_back({.on_whole = answers(), .settings = {{SettingId::max_concurrent_streams, 1000}}});
  for (int i = 0; i < 10'000; ++i) post(std::string(1000, 'x'));
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(1));
}

// RFC 9113 6.5.2: only after its acknowledgment is ENABLE_PUSH=0 binding for the server.
TEST_F(Beside, a_promise_that_crosses_our_settings_is_declined) {
  server.scripts.push_back({.on_head =
                                [](Peer& peer, StreamId stream) {
                                  peer.settings({});
                                  peer.frames.push_promise(stream, 2, testkit::request("GET")).settings_ack();
                                  answers()(peer, stream);
                                },
                            .greets = false});
  EXPECT_TRUE(result_of(get()).has_value());
  run_until([&] { return server.peers[0]->resets().size() == 1; });
  EXPECT_EQ(server.peers[0]->resets()[0].stream, 2u);
  EXPECT_EQ(server.peers[0]->resets()[0].code, ErrorCode::refused_stream);
  EXPECT_FALSE(server.peers[0]->goaway());
}

// --- bodies that nobody reads ---------------------------------------------------------------------------------------

class Unread : public Beside {
 protected:
  Unread() {
    options.connection.h2.connection_window = 65'535;
    options.connection.h2.window_budget = &budget;
    // The body of the first request fills the window of the connection, and that of the second does not come.
    server.scripts.push_back({.on_head = [](Peer& peer, StreamId stream) {
      peer.frames.headers(stream, response(200));
      if (stream != 1) return;
      for (int i = 0; i < 4; ++i) peer.frames.data(1, std::string(i < 3 ? 16'384 : 16'383, 'x'));
    }});
  }
  // The budget outlives the connections.
  ~Unread() override {
    transfers.clear();
    pool.reset();
  }
  // Its body is for a reader who does not come.
  void hold_back() {
    Request held = request();
    held.delivery = Request::Delivery::stream;
    add(std::move(held));
    run_until([&] { return server.requests() == 1; });
    run_for(10ms);
  }
  std::string reason_of_another() {
    Request other = request();
    other.body_limit = 50ms;
    const auto result = result_of(add(std::move(other)));
    EXPECT_FALSE(result.has_value());
    EXPECT_TRUE(result.error().timed_out());
    return std::string(result.error().reason().text());
  }

  h2::WindowBudget budget{0};
};

TEST_F(Unread, bodies_that_have_used_up_the_budget_are_the_reason_where_another_stands_still) {
  hold_back();
  EXPECT_EQ(reason_of_another(), "window_budget_used_up");
}

TEST_F(Unread, bodies_within_the_budget_leave_their_window_to_others) {
  budget.give_back(1'000'000);
  hold_back();
  run_until([&] { return budget.left() == 1'000'000 - 65'535; });
  run_until([&] { return server.peers[0]->window_update_octets() >= 48 * 1024; });
  EXPECT_EQ(reason_of_another(), "body_timeout");
  transfers[0]->cancel();
  run_until([&] { return budget.left() == 1'000'000; });
}

TEST(ReceiveBudget, is_64_mib_for_the_process) {
  EXPECT_EQ(session::client::Options().h2.window_budget, &session::client::receive_budget);
  EXPECT_EQ(session::client::receive_budget.left(), 64u * 1024 * 1024);
}

// --- cancels ---------------------------------------------------------------------------------------------------------

TEST_F(Beside, five_thousand_cancels_whose_responses_come_late_the_connection_lives) {
  server.scripts.push_back({.on_head = is_silent(), .on_reset = [](Peer& peer, StreamId stream) {
                              peer.frames.headers(stream, response(200))
                                  .data(stream, std::string(300, 'x'))
                                  .headers(stream, testkit::trailers(), testkit::end_stream);
                            }});
  for (std::size_t round = 1; round <= 50; ++round) {
    get_many(100);
    run_until([&] { return server.requests() == 100 * round; });
    for (const auto& transfer : transfers) transfer->cancel();
    run_all();
    transfers.clear();
    told = 0;
  }
  run_until([&] { return server.peers[0]->resets().size() == 5000; });
  run_for(20ms);
  EXPECT_FALSE(server.peers[0]->closed());
  EXPECT_FALSE(server.peers[0]->goaway());
}

// --- answers before the end of the request ---------------------------------------------------------------------------

class EarlyAnswers : public Beside, public testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(WithReset, EarlyAnswers, testing::Bool());

// RFC 9113 8.1.
TEST_P(EarlyAnswers, stop_the_upload_and_free_its_stream) {
  const Reaction refuses = [with_reset = GetParam()](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, response(413), testkit::end_stream);
    if (with_reset) peer.frames.rst_stream(stream, ErrorCode::no_error);
  };
  server.scripts.push_back({.on_head = in_turn({refuses, answers()}),
                            .settings = {{SettingId::max_concurrent_streams, 1}},
                            .reads_bodies = false});
  const auto result = result_of(post(std::string(10'000'000, 'x')));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->status, http::Status::content_too_large);
  EXPECT_TRUE(result_of(get()).has_value());
  EXPECT_LE(server.peers[0]->data_octets(), 65'535u);
  EXPECT_THAT(server.peers, SizeIs(1));
  if (!GetParam()) {
    EXPECT_EQ(server.peers[0]->resets().at(0).code, ErrorCode::no_error);
  }
}

// --- what is lost is told at once ------------------------------------------------------------------------------------

TEST_F(Beside, a_connection_that_is_lost_ends_all_calls_at_once) {
  server.scripts.push_back({.on_head = [](Peer& peer, StreamId stream) {
    if (stream == 19) peer.close();
  }});
  for (int i = 0; i < 10; ++i) post("content");
  run_all();
  for (const auto& transfer : transfers) {
    const auto result = transfer->take_result();
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().stage, ClientError::Stage::head);
    EXPECT_FALSE(result.error().timed_out());
    EXPECT_FALSE(result.error().safe_to_retry);
  }
}

// RFC 9113 8.1.1: "A request or response is also malformed if the value of a content-length header field does not equal
// the sum of the DATA frame payload lengths that form the content".
TEST_F(Beside, a_body_that_is_shorter_than_its_length_is_an_error_at_once) {
  server.scripts.push_back({.on_head = [](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, response(200).with("content-length", "9")).data(stream, "hello", testkit::end_stream);
  }});
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "content_length_differs");
  EXPECT_EQ(result.error().stage, ClientError::Stage::body);
}

TEST_F(Beside, interim_responses_come_before_the_answer) {
  server.scripts.push_back({.on_head = [](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, response(103)).headers(stream, response(103));
    answers()(peer, stream);
  }});
  EXPECT_EQ(result_of(get())->body, "hello");
}

}  // namespace streams_test
}  // namespace weft::client
