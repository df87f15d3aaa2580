// RFC 9113 6.8: GOAWAY.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "An endpoint MUST treat a GOAWAY frame with a stream identifier other than 0x00 as a connection error (Section 5.4.1)
// of type PROTOCOL_ERROR."
TEST(Rfc9113_6_8, on_a_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::goaway, 0, 1, hex("00000000 00000000"), protocol_error);
}

TEST(Rfc9113_6_8, too_short_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::goaway, 0, 0, hex("00000000"), frame_size_error);
}

// "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection"
TEST(Rfc9113_6_8, no_stream_is_opened_after_it) {
  Clock clock;
  Endpoint endpoint(Role::client, clock);
  endpoint.receive(frames().settings().settings_ack().octets());
  endpoint.request("GET", "/");
  endpoint.produce();
  endpoint.receive(frames().goaway(1).octets());
  http::RequestHead head;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = "/";
  EXPECT_EQ(endpoint.connection().open(head, nullptr, clock.now()).error(), h2::Misuse::connection_closing);
  endpoint.receive(frames().headers(1, response(200), end_stream).octets());
  EXPECT_THAT(endpoint.events(), testing::Contains("response 1 200 end"));
}

// "If the receiver of the GOAWAY has sent data on streams with a higher stream identifier than what is indicated in the
// GOAWAY frame, those streams are not or will not be processed."
TEST(Rfc9113_6_8, streams_above_the_last_one_can_be_retried) {
  const auto verdict = client().opens(3).receives(frames().goaway(3));
  EXPECT_THAT(verdict.events(),
              testing::UnorderedElementsAre("goaway 3 NO_ERROR", "closed 5 beyond_goaway REFUSED_STREAM"));
}

TEST(Rfc9113_6_8, streams_up_to_the_last_one_go_on) {
  const auto verdict =
      client().opens(2).receives(frames().goaway(1).then().headers(1, response(200)).data(1, "x", end_stream));
  EXPECT_THAT(verdict.events(), testing::IsSupersetOf({"response 1 200", "data 1 1 end"}));
}

// "a server that is attempting to gracefully shut down a connection SHOULD send an initial GOAWAY frame with the last
// stream identifier set to 2^31-1 and a NO_ERROR code."
TEST(Rfc9113_6_8, graceful_end_has_two_phases) {
  Pair pair;
  pair.client.request("GET", "/");
  pair.run();
  pair.server.connection().shutdown(pair.clock.now());
  pair.run();
  pair.advance(std::chrono::seconds(5));
  std::vector<std::string> goaways;
  for (const Line& line : pair.from_server.lines()) {
    if (line.type == Type::goaway) goaways.push_back(line.text);
  }
  ASSERT_EQ(goaways.size(), 2u);
  EXPECT_THAT(goaways[0], testing::StartsWith("GOAWAY last_stream=2147483647 NO_ERROR"));
  EXPECT_THAT(goaways[1], testing::StartsWith("GOAWAY last_stream=1 NO_ERROR"));
  EXPECT_TRUE(pair.server.closed());
}

TEST(Rfc9113_6_8, request_in_flight_at_a_graceful_end_is_served) {
  Clock clock;
  Endpoint endpoint(Role::server, clock, {}, Application::answers);
  Frames sent;
  endpoint.receive(sent.preface().settings().settings_ack().headers(1, get, end_stream).octets());
  Transcript transcript(Role::server);
  transcript.read(endpoint.produce());
  endpoint.connection().shutdown(clock.now());
  transcript.read(endpoint.produce());
  Frames more;
  endpoint.receive(more.headers(3, get, end_stream).octets());
  transcript.read(endpoint.produce());
  EXPECT_THAT(transcript.texts(), testing::Contains("HEADERS stream=3 END_STREAM :status=200"));
}

// "Endpoints MUST NOT increase the value they send in the last stream identifier"
TEST(Rfc9113_6_8, last_stream_never_increases) {
  Clock clock;
  Endpoint endpoint(Role::server, clock);
  Frames sent;
  endpoint.receive(sent.preface().settings().settings_ack().headers(1, post).octets());
  endpoint.connection().shutdown(clock.now());
  Transcript transcript(Role::server);
  transcript.read(endpoint.produce());
  endpoint.advance(std::chrono::seconds(2));
  transcript.read(endpoint.produce());
  endpoint.receive(frames().raw(Type::ping, 0, 0).octets());
  transcript.read(endpoint.produce());
  std::vector<std::string> goaways;
  for (const Line& line : transcript.lines()) {
    if (line.type == Type::goaway) goaways.push_back(line.text);
  }
  ASSERT_EQ(goaways.size(), 3u);
  EXPECT_THAT(goaways[1], testing::StartsWith("GOAWAY last_stream=1 NO_ERROR"));
  EXPECT_THAT(goaways[2], testing::StartsWith("GOAWAY last_stream=1 FRAME_SIZE_ERROR"));
}

// "HEADERS, PUSH_PROMISE, and CONTINUATION frames MUST be minimally processed to ensure that the state maintained for
// field section compression is consistent"
TEST(Rfc9113_6_8, streams_after_our_last_one_are_ignored_and_decompressed) {
  Clock clock;
  Endpoint endpoint(Role::server, clock);
  Frames sent;
  endpoint.receive(sent.preface().settings().settings_ack().headers(1, post).octets());
  endpoint.connection().shutdown(clock.now());
  endpoint.produce();
  endpoint.advance(std::chrono::seconds(2));
  endpoint.produce();
  endpoint.take_events();
  Frames late;
  late.headers(3, get.with("x-first", "kept"), end_stream)
      .data(1, "x")
      .headers(1, trailers().with("x-first", "kept"), end_stream);
  endpoint.receive(late.octets());
  EXPECT_THAT(endpoint.events(), testing::ElementsAre("data 1 1", "trailers 1 x-checksum=0 x-first=kept"));
}

TEST(Rfc9113_6_8, server_takes_a_goaway_and_serves_what_is_open) {
  const auto verdict =
      server().with(Application::answers).receives(frames().headers(1, post).then().goaway(0).data(1, "x", end_stream));
  EXPECT_THAT(texts_of(verdict.lines()), testing::Contains("HEADERS stream=1 END_STREAM :status=200"));
}

// "a receiver of a GOAWAY that has no more use for the connection SHOULD still send a GOAWAY frame before terminating
// the connection."
TEST(Rfc9113_6_8, server_without_streams_ends_with_a_goaway_of_its_own) {
  for (const ErrorCode code : {no_error, ErrorCode{0xff}}) {
    const auto verdict = server().receives(frames().goaway(0, code));
    verdict.is_connection_error(no_error);
  }
}

TEST(Rfc9113_6_8, server_ends_after_the_last_stream) {
  const auto verdict =
      server().with(Application::answers).receives(frames().headers(1, post).goaway(0).then().data(1, "x", end_stream));
  EXPECT_THAT(texts_of(verdict.lines()), testing::ElementsAre("HEADERS stream=1 END_STREAM :status=200",
                                                              testing::StartsWith("GOAWAY last_stream=1 NO_ERROR")));
}

}  // namespace
}  // namespace weft::conformance
