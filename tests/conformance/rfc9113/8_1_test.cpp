// RFC 9113 8.1: HTTP Message Framing.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "An endpoint that receives a HEADERS frame without the END_STREAM flag set after receiving the HEADERS frame that
// opens a request or after receiving a final (non-informational) status code MUST treat the corresponding request or
// response as malformed (Section 8.1.1)."
TEST(Rfc9113_8_1, second_headers_without_end_stream_is_malformed) {
  server().receives(frames().headers(1, post).then().headers(1, trailers())).is_stream_error(1, protocol_error);
  server().receives(frames().headers(1, post).then().headers(1, post)).is_stream_error(1, protocol_error);
  client()
      .receives(frames().headers(1, response(200)).then().headers(1, trailers()))
      .is_stream_error(1, protocol_error);
}

// "Trailers MUST NOT include pseudo-header fields (Section 8.3). An endpoint that receives pseudo-header fields in
// trailers MUST treat the request or response as malformed (Section 8.1.1)."
TEST(Rfc9113_8_1, pseudo_field_in_trailers_is_malformed) {
  server()
      .receives(frames().headers(1, post).data(1, "x").then().headers(1, trailers().with(":method", "GET"), end_stream))
      .is_stream_error(1, protocol_error);
  server()
      .receives(
          frames().headers(1, post).data(1, "x").then().headers(1, trailers().starting_with(":path", "/"), end_stream))
      .is_stream_error(1, protocol_error);
  client()
      .receives(
          frames().headers(1, response(200)).then().headers(1, trailers().starting_with(":status", "200"), end_stream))
      .is_stream_error(1, protocol_error);
}

TEST(Rfc9113_8_1, trailers_end_a_message) {
  const auto request = server().receives(frames().headers(1, post).data(1, "x").headers(1, trailers(), end_stream));
  request.is_ignored();
  EXPECT_THAT(request.events(),
              testing::ElementsAre("request 1 POST https://example.org/", "data 1 1", "trailers 1 x-checksum=0"));
  const auto response_ =
      client().receives(frames().headers(1, response(200)).data(1, "x").headers(1, trailers(), end_stream));
  response_.is_ignored();
  EXPECT_THAT(response_.events(), testing::ElementsAre("response 1 200", "data 1 1", "trailers 1 x-checksum=0",
                                                       "closed 1 complete NO_ERROR"));
}

// "a server MAY send any number of interim responses before the HEADERS frame containing a final response."
TEST(Rfc9113_8_1, interim_responses_come_before_the_final_one) {
  const auto verdict = client().receives(frames()
                                             .headers(1, response(103).with("link", "</a>"))
                                             .headers(1, response(100))
                                             .headers(1, response(200), end_stream));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre("interim 1 103 link=</a>", "interim 1 100", "response 1 200 end",
                                                     "closed 1 complete NO_ERROR"));
}

// "A HEADERS frame with the END_STREAM flag set that carries an informational status code is malformed
// (Section 8.1.1)."
TEST(Rfc9113_8_1, interim_response_that_ends_the_stream_is_malformed) {
  client().receives(frames().headers(1, response(100), end_stream)).is_stream_error(1, protocol_error);
}

TEST(Rfc9113_8_1, data_before_the_final_response_is_malformed) {
  client().receives(frames().data(1, "x")).is_stream_error(1, protocol_error);
  client().receives(frames().headers(1, response(103)).data(1, "x")).is_stream_error(1, protocol_error);
  client().receives(frames().headers(1, response(103)).data(1, "", end_stream)).is_stream_error(1, protocol_error);
}

// "Clients MUST NOT discard responses as a result of receiving such a RST_STREAM"
TEST(Rfc9113_8_1, complete_response_survives_rst_stream_of_no_error) {
  const auto verdict = client().uploads(1'000'000).receives(
      frames().headers(1, response(200)).data(1, "x", end_stream).rst_stream(1, no_error));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(),
              testing::ElementsAre("response 1 200", "data 1 1 end", testing::StartsWith("closed 1 ")));
  EXPECT_THAT(verdict.events().back(), testing::HasSubstr("NO_ERROR"));
}

// A server that answers a request at once, and its client sends these frames behind it and no end.
struct EarlyAnswer {
  explicit EarlyAnswer(const Frames& sent) {
    endpoint.on_event = [this](const h2::Event& event) {
      if (!std::holds_alternative<h2::RequestReceived>(event)) return;
      EXPECT_TRUE(endpoint.connection().respond(1, http::ResponseHead(), nullptr, clock.now()));
    };
    endpoint.receive(sent.octets());
    transcript.read(endpoint.produce());
  }
  std::vector<std::string> later() {
    endpoint.advance(std::chrono::seconds(7));
    transcript.read(endpoint.produce());
    return transcript.texts();
  }

  Clock clock;
  Endpoint endpoint{Role::server, clock};
  Transcript transcript{Role::server};
};

// "A server can send a complete response prior to the client sending an entire request if the response does not depend
// on any portion of the request that has not been sent and received."
TEST(Rfc9113_8_1, response_may_come_before_the_request_has_ended) {
  const EarlyAnswer server(Frames().preface().settings().settings_ack().headers(1, post));
  EXPECT_THAT(server.transcript.texts(), testing::Contains("HEADERS stream=1 END_STREAM :status=200"));
  for (const Line& line : server.transcript.lines()) {
    EXPECT_TRUE(line.type != Type::rst_stream || line.code == no_error) << line.text;
  }
}

// "When this is true, a server MAY request that the client abort transmission of a request without error by sending a
// RST_STREAM with an error code of NO_ERROR after sending a complete response (i.e., a frame with the END_STREAM flag
// set)."
TEST(Rfc9113_8_1, request_that_does_not_end_is_aborted_after_the_complete_response) {
  EarlyAnswer server(Frames().preface().settings().settings_ack().headers(1, post).data(1, "x"));
  EXPECT_THAT(server.transcript.texts(), testing::Not(testing::Contains(testing::HasSubstr("RST_STREAM"))));
  const auto lines = server.later();
  EXPECT_THAT(lines, testing::Contains("HEADERS stream=1 END_STREAM :status=200"));
  EXPECT_EQ(lines.back(), "RST_STREAM stream=1 NO_ERROR");
}

}  // namespace
}  // namespace weft::conformance
