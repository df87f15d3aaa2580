// RFC 9113 5.4.2: Stream Error Handling.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "To avoid looping, an endpoint MUST NOT send a RST_STREAM in response to a RST_STREAM frame."
TEST(Rfc9113_5_4_2, rst_stream_is_never_answered) {
  server().receives(frames().headers(1, post).then().rst_stream(1).rst_stream(1)).is_ignored();
  server().receives(frames().headers(5, post).then().rst_stream(3)).is_ignored();
  client().receives(frames().rst_stream(1).rst_stream(1)).is_ignored();
}

// "A RST_STREAM is the last frame that an endpoint can send on a stream."
TEST(Rfc9113_5_4_2, nothing_follows_our_rst_stream) {
  server()
      .answers_with(100)
      .receives(frames()
                    .settings({{initial_window_size, 0}})
                    .headers(1, get, end_stream)
                    .then()
                    .window_update(1, 0x7fffffff)
                    .window_update(1, 1))
      .is_stream_error(1, flow_control_error);
}

// "These frames can be ignored, except where they modify connection state (such as the state maintained for field
// section compression (Section 4.3) or flow control)."
TEST(Rfc9113_5_4_2, data_after_our_rst_stream_is_credited_to_the_connection) {
  Clock clock;
  h2::Options options;
  options.connection_window = 65'535;
  Endpoint endpoint(Role::server, clock, options);
  Frames sent;
  sent.preface().settings().settings_ack().headers(1, post).raw(Type::window_update, 0, 1, hex("00000000"));
  endpoint.receive(sent.octets());
  endpoint.produce();
  Frames late;
  for (int i = 0; i < 3; ++i) late.data(1, std::string(16'000, 'x'));
  endpoint.receive(late.octets());
  Transcript transcript(Role::server);
  transcript.read(endpoint.produce());
  EXPECT_THAT(transcript.texts(), testing::ElementsAre(testing::StartsWith("WINDOW_UPDATE stream=0 increment=")));
}

// 5.4: "The first stream error reported for a given stream prevents any other errors on that stream from being
// reported."
TEST(Rfc9113_5_4_2, one_stream_error_is_reported) {
  server()
      .receives(frames()
                    .headers(1, get, end_stream)
                    .then()
                    .data(1, "x")
                    .data(1, "y")
                    .headers(1, trailers(), end_stream)
                    .raw(Type::window_update, 0, 1, hex("00000000")))
      .is_stream_error(1, stream_closed);
}

TEST(Rfc9113_5_4_2, other_streams_are_not_affected) {
  server()
      .with(Application::answers)
      .receives(frames()
                    .headers(1, post)
                    .headers(3, post)
                    .then()
                    .raw(Type::window_update, 0, 1, hex("00000000"))
                    .data(3, "x", end_stream))
      .is_answered_by({"RST_STREAM stream=1 PROTOCOL_ERROR", "HEADERS stream=3 END_STREAM :status=200"});
}

}  // namespace
}  // namespace weft::conformance
