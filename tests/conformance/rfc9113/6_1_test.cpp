// RFC 9113 6.1: DATA.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "If a DATA frame is received whose Stream Identifier field is 0x00, the recipient MUST respond with a connection
// error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_1, on_stream_0_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::data, 0, 0, text("x"), protocol_error);
  is_connection_error_in_both_roles(Type::data, flag::end_stream, 0, {}, protocol_error);
}

// "If a DATA frame is received whose stream is not in the "open" or "half-closed (local)" state, the recipient MUST
// respond with a stream error (Section 5.4.2) of type STREAM_CLOSED."
TEST(Rfc9113_6_1, on_a_stream_that_is_not_open_is_a_stream_error) {
  server().receives(frames().headers(1, get, end_stream).then().data(1, "x")).is_stream_error(1, stream_closed);
  server()
      .receives(frames().headers(1, get, end_stream).then().data(1, "", end_stream))
      .is_stream_error(1, stream_closed);
}

// "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat this as a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_1, padding_as_long_as_the_payload_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::data, flag::padded, 1, hex("01"), protocol_error);
  is_connection_error_in_both_roles(Type::data, flag::padded, 1, hex("06 68656c6c6f"), protocol_error);
  is_connection_error_in_both_roles(Type::data, flag::padded, 1, hex("ff 68656c6c6f"), protocol_error);
}

TEST(Rfc9113_6_1, padding_is_removed) {
  const auto verdict = server().receives(frames()
                                             .headers(1, post)
                                             .then()
                                             .raw(Type::data, flag::padded, 1, hex("02 68656c6c6f 0000"))
                                             .data(1, "!", end_stream));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre("data 1 6 end"));
}

TEST(Rfc9113_6_1, may_be_nothing_but_padding) {
  const auto verdict = server().receives(
      frames().headers(1, post).then().raw(Type::data, flag::padded | flag::end_stream, 1, hex("00")));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre("data 1 0 end"));
}

// "The entire DATA frame payload is included in flow control, including the Pad Length and Padding fields if present."
TEST(Rfc9113_6_1, padding_counts_in_the_window) {
  h2::Options options;
  options.stream_window = 10;
  const Bytes eleven = hex("09 61 000000000000000000");
  server()
      .with(options)
      .receives(frames().headers(1, post).then().raw(Type::data, flag::padded, 1, eleven))
      .is_stream_error(1, flow_control_error);
}

TEST(Rfc9113_6_1, padding_is_credited) {
  h2::Options options;
  options.stream_window = 1000;
  Clock clock;
  Endpoint endpoint(Role::server, clock, options);
  Frames sent;
  endpoint.receive(sent.preface().settings().settings_ack().headers(1, post).octets());
  endpoint.produce();
  // 40 windows of which one octet in 251 is content.
  Transcript transcript(Role::server);
  Bytes padded(251, 0);
  padded[0] = 249;
  for (int i = 0; i < 160; ++i) {
    endpoint.receive(frames().raw(Type::data, flag::padded, 1, padded).octets());
    transcript.read(endpoint.produce());
  }
  for (const Line& line : transcript.lines()) EXPECT_EQ(line.type, Type::window_update) << line.text;
}

}  // namespace
}  // namespace weft::conformance
