#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::LongBody;
using testkit::request;
using testkit::response;

Options two_streams() {
  Options options;
  options.limits.streams = 2;
  return options;
}

// A peer that has seen the end of its response may open the next stream, even if the handler has not finished yet.
TEST(StreamLimit, counts_no_stream_that_has_its_whole_response_but_not_for_ever) {
  const Options options = two_streams();
  ServerEngine server(options, Application::never_ends);
  for (MessageId stream = 1; stream < 9; stream += 2) {
    server.from_peer.headers(stream, request("GET"), end_stream);
    server.exchange();
    ASSERT_TRUE(server.connection().respond(stream, ok(), nullptr, server.clock.now()));
    EXPECT_THAT(server.produced(), ElementsAre(HasSubstr(":status=200")));
  }
  EXPECT_EQ(server.connection().live_messages(), 4u);
  server.from_peer.headers(9, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), ElementsAre("RST_STREAM stream=9 REFUSED_STREAM"));
  for (MessageId stream = 1; stream < 9; stream += 2) server.connection().release(stream);
  server.from_peer.headers(11, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), IsEmpty());
}

TEST(StreamLimit, counts_right_when_a_complete_stream_is_reset_before_it_is_released) {
  const Options options = two_streams();
  ServerEngine server(options, Application::never_ends);
  for (const MessageId stream : {1u, 3u}) {
    server.from_peer.headers(stream, request("GET"), end_stream);
    server.exchange();
    ASSERT_TRUE(server.connection().respond(stream, ok(), nullptr, server.clock.now()));
    server.produced();
  }
  // Streams are reset by the peer, and by us for a fault of the peer.
  server.from_peer.rst_stream(1).window_update(3, 0);
  server.exchange();
  server.connection().release(1);
  server.connection().release(3);
  server.from_peer.headers(5, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), IsEmpty());
}

// CVE-2023-44487: a request that the peer has reset is still work.
TEST(StreamLimit, counts_a_stream_that_was_reset_until_it_is_released) {
  const Options options = two_streams();
  ServerEngine server(options, Application::never_ends);
  for (MessageId stream = 1; stream < 5; stream += 2) {
    server.from_peer.headers(stream, request("GET"), end_stream).rst_stream(stream, ErrorCode::cancel);
  }
  server.from_peer.headers(5, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), ElementsAre("RST_STREAM stream=5 REFUSED_STREAM"));
  server.connection().release(1);
  server.from_peer.headers(7, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), IsEmpty());
}

TEST(Reset, by_the_peer_carries_its_code) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).rst_stream(1, ErrorCode::internal_error);
  EXPECT_THAT(server.exchange(), IsEmpty());
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("request 1"), "closed 1 peer_reset INTERNAL_ERROR"));
}

TEST(Reset, by_the_application_carries_its_reason) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  server.connection().reset(1, ErrorCode::http_1_1_required, "needs_negotiate");
  server.connection().reset(1, ErrorCode::cancel, "again");
  server.endpoint.receive({});
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("RST_STREAM stream=1 HTTP_1_1_REQUIRED")));
  EXPECT_THAT(server.events(), Contains("closed 1 needs_negotiate HTTP_1_1_REQUIRED"));
}

TEST(Reset, leaves_behind_the_headers_that_wait) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  LongBody body;
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.connection().reset(1, ErrorCode::cancel, "enough");
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=1 :status=200", HasSubstr("RST_STREAM stream=1 CANCEL")));
}

TEST(Reset, stops_what_crosses_it_without_a_word) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  server.connection().reset(1, ErrorCode::cancel, "enough");
  server.produced();
  server.from_peer.data(1, "late").window_update(1, 5).headers(1, testkit::trailers().with("a", "b"), end_stream);
  EXPECT_THAT(server.exchange(), IsEmpty());
  EXPECT_EQ(server.connection().counters().glitches, 0u);
}

TEST(Reset, does_not_excuse_for_ever) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  server.connection().reset(1, ErrorCode::cancel, "enough");
  server.advanced(seconds(2));
  server.from_peer.data(1, "late");
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=1 STREAM_CLOSED")));
}

// On a slow path a response can be that late; the RST_STREAM for its stream is all that it costs.
TEST(Reset, that_was_long_ago_does_not_make_a_response_fatal) {
  ClientEngine client;
  const MessageId cancelled = client.endpoint.request("GET", "/");
  client.connection().reset(cancelled, ErrorCode::cancel, "enough");
  client.advanced(seconds(2));
  for (int i = 0; i < 100; ++i) {
    const MessageId message = client.endpoint.request("GET", "/");
    client.from_peer.headers(message, response(200), end_stream);
    client.produced();
    client.exchange();
  }
  client.from_peer.headers(cancelled, response(200), end_stream);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=1 STREAM_CLOSED"));
  EXPECT_FALSE(client.connection().closed());
}

TEST(Reset, after_the_end_is_ordinary_once) {
  ServerEngine server({}, Application::answers);
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.from_peer.rst_stream(1);
  server.exchange();
  EXPECT_EQ(server.connection().counters().streams_reset, 0u);
  EXPECT_EQ(server.connection().counters().glitches, 0u);
  server.from_peer.rst_stream(1);
  server.exchange();
  EXPECT_EQ(server.connection().counters().glitches, 1u);
}

TEST(Reset, of_many_streams_in_flight_ends_the_connection) {
  ServerEngine server;
  for (frame::StreamId id = 1; id < 802; id += 2) {
    server.from_peer.headers(id, request("GET"), end_stream).rst_stream(id);
    server.exchange();
  }
  EXPECT_EQ(server.endpoint.close().reason, "resets_limit");
  EXPECT_LE(server.endpoint.requests(), 300u);
}

TEST(Reset, tells_a_client_what_can_be_tried_again) {
  for (const auto& [code, reason] :
       std::vector<std::pair<ErrorCode, const char*>>{{ErrorCode::refused_stream, "peer_refused"},
                                                      {ErrorCode::http_1_1_required, "http_1_1_required"},
                                                      {ErrorCode::cancel, "peer_reset"}}) {
    ClientEngine client;
    client.endpoint.request("GET", "/");
    client.produced();
    client.from_peer.rst_stream(1, code);
    client.exchange();
    EXPECT_THAT(client.events(), ElementsAre(HasSubstr(reason)));
  }
}

TEST(Reset, behind_a_complete_response_does_not_take_it_away) {
  ClientEngine client;
  client.endpoint.request("POST", "/", 1'000'000);
  client.produced();
  client.from_peer.headers(1, response(200), end_stream).rst_stream(1, ErrorCode::no_error);
  EXPECT_THAT(client.exchange(), IsEmpty());
  EXPECT_THAT(client.events(), ElementsAre("response 1 200 end", "closed 1 upload_not_needed NO_ERROR"));
}

TEST(Release, before_the_end_cancels) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  server.events();
  server.connection().release(1);
  server.connection().release(1);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL")));
  EXPECT_THAT(server.events(), IsEmpty());
}

TEST(Release, behind_the_response_asks_for_no_more_of_the_request) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  server.connection().release(1);
  EXPECT_THAT(server.produced(),
              ElementsAre("HEADERS stream=1 END_STREAM :status=200", HasSubstr("RST_STREAM stream=1 NO_ERROR")));
}

// The peer cannot know of an answer that waits: a frame that it sends long after is still a stream error, and the
// RST_STREAM for it must not overtake the answer.
TEST(Reset, of_a_stream_that_was_released_leaves_behind_the_answer_that_waits) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  server.connection().release(1);
  server.endpoint.advance(seconds(2));
  server.from_peer.data(1, "more");
  EXPECT_THAT(server.exchange(), ElementsAre("HEADERS stream=1 END_STREAM :status=200", "RST_STREAM stream=1 NO_ERROR",
                                             "RST_STREAM stream=1 STREAM_CLOSED"));
}

TEST(Reset, of_a_request_that_was_rejected_leaves_behind_the_answer_that_waits) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST").replacing(":authority", "user@host"));
  server.endpoint.receive(server.from_peer.octets().subspan(server.delivered));
  server.delivered = server.from_peer.octets().size();
  server.endpoint.advance(seconds(2));
  server.from_peer.data(1, "more");
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("HEADERS stream=1 END_STREAM :status=400"),
                                             "RST_STREAM stream=1 NO_ERROR", "RST_STREAM stream=1 STREAM_CLOSED"));
}

// RFC 9113 6.8: a stream above the last one of GOAWAY was not processed, and neither was one that was refused; but the
// reason that the client hears first is the right one.
TEST(Reset, of_a_request_that_was_refused_leaves_ahead_of_answers_that_wait) {
  Options options;
  options.limits.streams = 1;
  ServerEngine server(options);
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  http::ResponseHead early;
  early.status = http::Status::early_hints;
  ASSERT_TRUE(server.connection().respond_interim(1, early));
  server.from_peer.headers(3, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), ElementsAre("RST_STREAM stream=3 REFUSED_STREAM", HasSubstr("HEADERS stream=1")));
}

TEST(PriorityUpdate, moves_a_response_at_once) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream).headers(3, request("GET"), end_stream);
  server.exchange();
  LongBody first(20'000);
  LongBody second(20'000);
  ASSERT_TRUE(server.connection().respond(1, ok(), &first, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(3, ok(), &second, server.clock.now()));
  Buffer out;
  server.connection().produce(out, 1, server.clock.now());
  server.transcript.read(out.readable());
  EXPECT_EQ(server.transcript.take()[1].text, "DATA stream=1 data=16384");
  server.from_peer.priority_update(3, "u=0");
  EXPECT_THAT(server.exchange(), ElementsAre("DATA stream=3 data=16384", "DATA stream=3 END_STREAM data=3616",
                                             "DATA stream=1 END_STREAM data=3616"));
}

TEST(PriorityUpdate, may_come_before_its_stream_and_wins_over_the_field) {
  ServerEngine server;
  server.from_peer.priority_update(3, "u=0")
      .headers(1, request("GET").with("priority", "u=1"), end_stream)
      .headers(3, request("GET").with("priority", "u=6"), end_stream);
  server.exchange();
  testkit::TextBody first("first");
  testkit::TextBody second("second");
  ASSERT_TRUE(server.connection().respond(1, ok(), &first, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(3, ok(), &second, server.clock.now()));
  EXPECT_EQ(server.produced()[2], "DATA stream=3 END_STREAM data=6");
}

TEST(PriorityUpdate, is_remembered_for_as_many_streams_as_may_be_open) {
  Options options;
  options.limits.streams = 5;
  ServerEngine server(options);
  for (frame::StreamId id = 1; id < 10; id += 2) server.from_peer.priority_update(id, "u=1");
  server.exchange();
  EXPECT_FALSE(server.endpoint.closed());
  server.from_peer.priority_update(11, "u=1");
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "priority_update_limit");
}

TEST(PriorityUpdate, that_cannot_be_read_is_a_glitch) {
  ServerEngine server;
  server.from_peer.priority_update(1, "u=1,");
  EXPECT_THAT(server.exchange(), IsEmpty());
  EXPECT_EQ(server.connection().counters().glitches, 1u);
}

TEST(Priority, of_streams_like_those_of_a_browser_is_tolerated) {
  ServerEngine server({}, Application::answers);
  for (frame::StreamId id = 3; id <= 13; id += 2) server.from_peer.priority(id, {0, 201, false});
  server.from_peer.headers(15, request("GET"), end_stream, {13, 42, false});
  EXPECT_THAT(server.exchange(), ElementsAre("HEADERS stream=15 END_STREAM :status=200"));
  EXPECT_EQ(server.connection().counters().glitches, 0u);
}

TEST(Priority, without_streams_to_prioritize_tires_us) {
  ServerEngine server;
  for (int i = 0; i < 1200; ++i) server.from_peer.priority(static_cast<frame::StreamId>(2 * i + 1), {});
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "glitches_limit");
}

}  // namespace
}  // namespace weft::h2
