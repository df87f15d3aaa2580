// RFC 9113 5.1: Stream States.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// idle: "Receiving any frame other than HEADERS or PRIORITY on a stream in this state MUST be treated as a connection
// error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_5_1, data_on_an_idle_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::data, 0, 5, text("x"), protocol_error);
  is_connection_error_in_both_roles(Type::data, 0, 6, text("x"), protocol_error);
}

TEST(Rfc9113_5_1, rst_stream_on_an_idle_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::rst_stream, 0, 5, hex("00000008"), protocol_error);
  is_connection_error_in_both_roles(Type::rst_stream, 0, 6, hex("00000008"), protocol_error);
}

TEST(Rfc9113_5_1, window_update_on_an_idle_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::window_update, 0, 5, hex("00000001"), protocol_error);
  is_connection_error_in_both_roles(Type::window_update, 0, 6, hex("00000001"), protocol_error);
}

TEST(Rfc9113_5_1, continuation_on_an_idle_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::continuation, flag::end_headers, 5, hex("82"), protocol_error);
}

TEST(Rfc9113_5_1, even_a_window_update_of_zero_on_an_idle_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::window_update, 0, 5, hex("00000000"), protocol_error);
}

TEST(Rfc9113_5_1, priority_on_an_idle_stream_is_accepted) {
  server().receives(frames().priority(7, {0, 16, false})).is_ignored();
}

// "If this stream is initiated by the server, as described in Section 5.1.1, then receiving a HEADERS frame MUST also
// be treated as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_5_1, headers_on_an_idle_stream_of_the_server_is_a_connection_error) {
  server().receives(frames().headers(2, get, end_stream)).is_connection_error(protocol_error);
  client().receives(frames().headers(2, response(200), end_stream)).is_connection_error(protocol_error);
}

TEST(Rfc9113_5_1, response_to_no_request_is_a_connection_error) {
  client().receives(frames().headers(3, response(200), end_stream)).is_connection_error(protocol_error);
}

// half-closed (remote): "If an endpoint receives additional frames, other than WINDOW_UPDATE, PRIORITY, or RST_STREAM,
// for a stream that is in this state, it MUST respond with a stream error (Section 5.4.2) of type STREAM_CLOSED."
TEST(Rfc9113_5_1, data_on_a_half_closed_stream_is_a_stream_error) {
  server().receives(frames().headers(1, get, end_stream).then().data(1, "x")).is_stream_error(1, stream_closed);
  server().receives(frames().headers(1, get, end_stream).data(1, "x")).is_stream_error(1, stream_closed);
}

TEST(Rfc9113_5_1, headers_on_a_half_closed_stream_is_a_stream_error) {
  server()
      .receives(frames().headers(1, get, end_stream).then().headers(1, trailers(), end_stream))
      .is_stream_error(1, stream_closed);
  server().receives(frames().headers(1, get, end_stream).then().headers(1, get)).is_stream_error(1, stream_closed);
}

TEST(Rfc9113_5_1, continuation_on_a_half_closed_stream_is_a_connection_error) {
  server()
      .receives(frames().headers(1, get, end_stream).then().continuation(1, hex("82")))
      .is_connection_error(protocol_error);
}

TEST(Rfc9113_5_1, half_closed_stream_takes_window_update_priority_and_rst_stream) {
  server()
      .receives(
          frames().headers(1, get, end_stream).then().window_update(1, 100).priority(1, {0, 16, false}).rst_stream(1))
      .is_ignored();
}

// closed: "An endpoint MAY treat receipt of any other type of frame on a closed stream as a connection error
// (Section 5.4.1) of type STREAM_CLOSED". Here a peer that goes on after its own END_STREAM and ours loses the
// connection; after its own RST_STREAM, the stream.
TEST(Rfc9113_5_1, data_after_the_peers_rst_stream_is_a_stream_error) {
  server().receives(frames().headers(1, post).rst_stream(1).then().data(1, "x")).is_stream_error(1, stream_closed);
}

TEST(Rfc9113_5_1, headers_after_the_peers_rst_stream_is_a_stream_error) {
  server()
      .receives(frames().headers(1, post).rst_stream(1).then().headers(1, trailers(), end_stream))
      .is_stream_error(1, stream_closed);
}

TEST(Rfc9113_5_1, continuation_after_the_peers_rst_stream_is_a_connection_error) {
  server()
      .receives(frames().headers(1, post).rst_stream(1).then().continuation(1, hex("82")))
      .is_connection_error(protocol_error);
}

TEST(Rfc9113_5_1, rst_stream_after_the_peers_rst_stream_is_ignored) {
  server().receives(frames().headers(1, post).rst_stream(1).then().rst_stream(1)).is_ignored();
}

TEST(Rfc9113_5_1, data_on_a_completed_stream_is_a_connection_error) {
  server()
      .with(Application::answers)
      .receives(frames().headers(1, get, end_stream).then().data(1, "x"))
      .is_connection_error(stream_closed);
  client()
      .receives(frames().headers(1, response(200), end_stream).then().data(1, "x"))
      .is_connection_error(stream_closed);
}

TEST(Rfc9113_5_1, headers_on_a_completed_stream_is_a_connection_error) {
  server()
      .with(Application::answers)
      .receives(frames().headers(1, get, end_stream).then().headers(1, trailers(), end_stream))
      .is_connection_error(stream_closed);
  client()
      .receives(frames().headers(1, response(200), end_stream).then().headers(1, trailers(), end_stream))
      .is_connection_error(stream_closed);
}

TEST(Rfc9113_5_1, continuation_on_a_completed_stream_is_a_connection_error) {
  server()
      .with(Application::answers)
      .receives(frames().headers(1, get, end_stream).then().continuation(1, hex("82")))
      .is_connection_error(protocol_error);
}

// "An endpoint that sends a frame with the END_STREAM flag set or a RST_STREAM frame might receive a WINDOW_UPDATE or
// RST_STREAM frame from its peer in the time before the peer receives and processes the frame that closes the stream."
TEST(Rfc9113_5_1, completed_stream_takes_window_update_rst_stream_and_priority) {
  server()
      .with(Application::answers)
      .receives(
          frames().headers(1, get, end_stream).then().window_update(1, 100).rst_stream(1).priority(1, {0, 16, false}))
      .is_ignored();
  client()
      .receives(frames().headers(1, response(200), end_stream).then().window_update(1, 100).rst_stream(1))
      .is_ignored();
}

// "An endpoint MUST minimally process and then discard any frames it receives in this state."
TEST(Rfc9113_5_1, frames_that_cross_our_rst_stream_are_ignored) {
  server()
      .receives(frames()
                    .headers(1, post)
                    .raw(Type::window_update, 0, 1, hex("00000000"))
                    .then()
                    .data(1, "x")
                    .window_update(1, 1)
                    .headers(1, trailers(), end_stream)
                    .rst_stream(1))
      .is_ignored();
}

// closed (not used): "Opening a stream with a higher-valued stream identifier causes the stream to transition
// immediately to a "closed" state"
TEST(Rfc9113_5_1, window_update_and_rst_stream_on_a_skipped_stream_are_tolerated) {
  server().receives(frames().headers(5, post).then().window_update(3, 1).priority(3, {0, 16, false})).is_ignored();
}

}  // namespace
}  // namespace weft::conformance
