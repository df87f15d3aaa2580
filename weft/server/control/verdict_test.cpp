#include <weft/server/control/verdict.hpp>

#include <gmock/gmock.h>

#include <array>
#include <string>
#include <utility>

namespace weft::server {
namespace verdict_test {

using namespace std::chrono_literals;
using http::StreamView;
using http::Wait;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Details = session::server::ConnectionDetails;

// A connection over TCP with one stream.
struct Verdicts : testing::Test {
  Verdicts() {
    details.connection.id = 7;
    details.connection.octets = io::SocketOctets{};
    details.now = Time(100s);
    details.engine.windows = http::EngineView::Windows{.send = 412'000, .stream_send = 65'535};
    details.engine.scheme = http::EngineView::Scheme::urgency;
    details.requests = {
        {.id = 41, .method = "GET", .path = "/big.json", .status = http::Status::ok, .started = Time(96100ms)}};
  }

  Verdict judge(Wait wait) {
    stream.wait = wait;
    stream.waiting = 2900ms;
    stream.waits[wait] = 3200ms;
    return verdict_of(details, stream);
  }
  void expect(Wait wait, Side side, const std::string& words) {
    const Verdict verdict = judge(wait);
    EXPECT_EQ(verdict.wait, wait);
    EXPECT_EQ(verdict.side, side) << to_string(wait);
    EXPECT_THAT(verdict.sentence, HasSubstr(words));
    EXPECT_THAT(verdict.proof, Contains(HasSubstr(std::string(to_string(wait)) + " 3.2 s")));
  }

  Details details;
  StreamView stream{.id = 41,
                    .state = "half-closed (remote)",
                    .has_begun = true,
                    .send_window = 0,
                    .sent = 65'535,
                    .unsent = 1'468'006};
};

TEST_F(Verdicts, are_a_sentence_with_its_proof) {
  const Verdict verdict = judge(Wait::stream_window);
  EXPECT_EQ(
      verdict.sentence,
      "stream 41 GET /big.json (connection 7): 3.2 s of 3.9 s waiting for the client to open the stream window; 0 of "
      "65,535 left; 1,468,006 octets unsent: the client does not read this stream");
  EXPECT_EQ(verdict.connection, 7u);
  EXPECT_EQ(verdict.stream, 41u);
  EXPECT_THAT(verdict.proof, Contains("windows: stream 0 of 65,535 left, connection 412,000 left"));
  EXPECT_THAT(verdict.proof, Contains("order: urgency 3"));
  EXPECT_THAT(verdict.proof, Contains("octets: 65,535 sent; 1,468,006 octets unsent"));
}

TEST_F(Verdicts, name_the_side_of_each_cause) {
  expect(Wait::stream_window, Side::client, "the stream window");
  expect(Wait::connection_window, Side::client, "open the connection window; 412,000 left for all streams");
  expect(Wait::rate_limit, Side::server, "a rate limit of the server");
  expect(Wait::pool, Side::client, "one more pushed response");
  expect(Wait::application, Side::server, "the application to give more of its answer");
  expect(Wait::priority, Side::client, "the client wants others first");
  expect(Wait::socket, Side::network, "the network is slower than the server");
}

TEST_F(Verdicts, blame_the_server_for_an_order_of_its_own) {
  stream.is_placed_by_server = true;
  expect(Wait::priority, Side::server, "the server has put others first");
}

TEST_F(Verdicts, blame_the_client_whose_kernel_is_full) {
  details.connection.octets->is_held_by_peer = true;
  details.connection.octets->unsent = 30'000;
  details.backlog = 1000;
  expect(Wait::socket, Side::client, "31,000 octets of the connection are composed and not acknowledged");
}

TEST_F(Verdicts, know_no_network_on_a_unix_socket) {
  details.connection.octets.reset();
  expect(Wait::socket, Side::client, "the client reads slowly, or not at all");
}

TEST_F(Verdicts, tell_a_handler_that_waits_for_the_client_from_one_that_does_not_read) {
  stream.is_receiving = true;
  stream.received = 12;
  expect(Wait::application, Side::client,
         "12 octets of the request have come, none is unread: the client sends nothing");
  stream.unread = 5;
  expect(Wait::application, Side::server, "5 octets of the request are unread");
}

TEST_F(Verdicts, blame_the_server_for_what_it_does_not_let_come) {
  using enum StreamView::Held;
  const std::array obstacles{
      std::pair(by_rate, "a rate limit of the server holds it back"), std::pair(by_pause, "the handler has paused it"),
      std::pair(by_memory, "the server has too little memory"), std::pair(by_window, "other requests are unread")};
  for (const bool has_begun : {false, true}) {
    for (const auto& [held, words] : obstacles) {
      stream = {.id = 41, .is_receiving = true, .held = held, .has_begun = has_begun, .received = 12};
      expect(Wait::application, Side::server, words);
      stream.wait.reset();
      if (has_begun) continue;
      EXPECT_EQ(side_of(details, stream), Side::server);
      EXPECT_THAT(verdict_of(details, stream).sentence, HasSubstr(words));
    }
  }
}

TEST_F(Verdicts, tell_a_request_that_does_not_come_any_further) {
  stream = {.id = 41, .is_receiving = true, .received = 12};
  expect(Wait::application, Side::client, "waiting for the client to send more of its request; 12 octets");
  expect(Wait::rate_limit, Side::server, "waiting for a rate limit of the server to take more of its request");
  stream.unread = 5;
  expect(Wait::application, Side::server,
         "waiting for the server to take more of its request; 12 octets of the request have come, 5 are unread: the "
         "handler has to read it");
  EXPECT_EQ(judge(Wait::application).rank.need, http::Rank::Need::certain);
}

// The rates of a server stand between its buffer and the handler: the octets of the whole request may have come.
TEST_F(Verdicts, name_the_rate_that_keeps_the_handler_from_reading) {
  stream = {.id = 41, .is_receiving = true, .held = StreamView::Held::by_rate, .unread = 5, .received = 12};
  expect(Wait::application, Side::server, "5 are unread: a rate limit of the server holds it back");
  stream.is_receiving = false;
  expect(Wait::application, Side::server,
         "5 octets of the request are unread: a rate limit of the server holds it back");
  stream.has_begun = true;
  expect(Wait::application, Side::server,
         "5 octets of the request are unread: a rate limit of the server holds it back");
  // A window does not help a handler that reads nothing.
  stream = {.id = 41, .is_receiving = true, .held = StreamView::Held::by_window, .unread = 5};
  EXPECT_THAT(verdict_of(details, stream).sentence, HasSubstr("the handler has to read it"));
}

// RFC 9110 10.1.1: "A client that will wait for a 100 (Continue) response before sending the request content MUST send
// an Expect header field containing a 100-continue expectation."
TEST_F(Verdicts, blame_the_server_where_the_client_waits_for_its_100) {
  stream = {.id = 41, .is_receiving = true};
  EXPECT_EQ(side_of(details, stream), Side::client);
  details.requests[0].awaits_continue = true;
  const Verdict verdict = verdict_of(details, stream);
  EXPECT_EQ(verdict.side, Side::server);
  EXPECT_THAT(verdict.sentence, HasSubstr("the client waits for a 100, which it gets when the handler reads"));
}

TEST_F(Verdicts, tell_a_request_that_is_still_coming) {
  details.requests[0].status = {};
  stream = {.id = 41, .is_receiving = true, .received = 12};
  Verdict verdict = verdict_of(details, stream);
  EXPECT_EQ(verdict.wait, std::nullopt);
  EXPECT_EQ(verdict.side, Side::client);
  EXPECT_THAT(verdict.sentence,
              HasSubstr("its request is still coming; 12 octets of the request have come, none is unread"));
  stream.unread = 12;
  EXPECT_EQ(verdict_of(details, stream).side, Side::server);
}

TEST_F(Verdicts, blame_nobody_for_what_is_on_its_way) {
  stream.wait.reset();
  const Verdict verdict = verdict_of(details, stream);
  EXPECT_EQ(verdict.side, Side::none);
  EXPECT_THAT(verdict.sentence, HasSubstr("it waits for nothing"));
}

TEST_F(Verdicts, say_whether_there_is_an_answer_already) {
  stream.has_begun = false;
  expect(Wait::application, Side::server, "the application to answer: the handler has not answered");
}

// A terminal shows them.
TEST_F(Verdicts, have_nothing_that_a_terminal_obeys) {
  details.requests[0].path = "/\x1b[2J";
  EXPECT_THAT(judge(Wait::socket).sentence, Not(HasSubstr("\x1b")));
}

TEST_F(Verdicts, say_stream_alone_where_no_handler_has_it) {
  details.requests.clear();
  EXPECT_THAT(judge(Wait::stream_window).sentence, testing::StartsWith("stream 41 (connection 7): 3.2 s waiting"));
}

TEST_F(Verdicts, show_places_of_the_tree) {
  details.engine.scheme = http::EngineView::Scheme::tree;
  details.engine.next = {43};
  stream.place = StreamView::Place{3, 16};
  EXPECT_THAT(judge(Wait::priority).sentence, HasSubstr("weight 16, depends on stream 3; next 43"));
}

TEST_F(Verdicts, have_the_rank_of_their_stream) {
  const http::Rank rank = judge(Wait::application).rank;
  EXPECT_EQ(rank, http::rank_of(stream));
  EXPECT_EQ(rank.need, http::Rank::Need::may_be_meant);
  EXPECT_EQ(judge(Wait::socket).rank.waiting, 2900ms);
}

TEST_F(Verdicts, sum_up_the_part_of_the_client) {
  EXPECT_EQ(stalled_by_client(details), 0);
  stream.waits[Wait::stream_window] = 2s;
  stream.waits[Wait::application] = 1s;
  stream.waits[Wait::socket] = 1s;
  details.engine.streams = {stream};
  EXPECT_DOUBLE_EQ(stalled_by_client(details), 0.5);
  details.connection.octets->is_held_by_peer = true;
  EXPECT_DOUBLE_EQ(stalled_by_client(details), 0.75);
}

}  // namespace verdict_test
}  // namespace weft::server
