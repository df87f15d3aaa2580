// RFC 9113 6.9: WINDOW_UPDATE.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "A receiver MUST treat the receipt of a WINDOW_UPDATE frame with a flow-control window increment of 0 as a stream
// error (Section 5.4.2) of type PROTOCOL_ERROR; errors on the connection flow-control window MUST be treated as a
// connection error (Section 5.4.1)."
TEST(Rfc9113_6_9, of_zero_is_a_stream_error) {
  server()
      .receives(frames().headers(1, post).then().raw(Type::window_update, 0, 1, hex("00000000")))
      .is_stream_error(1, protocol_error);
  client().receives(frames().raw(Type::window_update, 0, 1, hex("00000000"))).is_stream_error(1, protocol_error);
}

TEST(Rfc9113_6_9, of_zero_for_the_connection_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::window_update, 0, 0, hex("00000000"), protocol_error);
}

// "A WINDOW_UPDATE frame with a length other than 4 octets MUST be treated as a connection error (Section 5.4.1) of
// type FRAME_SIZE_ERROR."
TEST(Rfc9113_6_9, of_another_length_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::window_update, 0, 1, hex("000001"), frame_size_error);
  is_connection_error_in_both_roles(Type::window_update, 0, 0, hex("0000000100"), frame_size_error);
}

// "a receiver could receive a WINDOW_UPDATE frame on a stream in a "half-closed (remote)" or "closed" state. A receiver
// MUST NOT treat this as an error"
TEST(Rfc9113_6_9, on_a_half_closed_or_closed_stream_is_no_error) {
  server().receives(frames().headers(1, get, end_stream).then().window_update(1, 1)).is_ignored();
  server()
      .with(Application::answers)
      .receives(frames().headers(1, get, end_stream).then().window_update(1, 1).window_update(1, 0x7fffffff))
      .is_ignored();
}

// "A receiver that receives a flow-controlled frame MUST always account for its contribution against the connection
// flow-control window […] This is necessary even if the frame is in error."
TEST(Rfc9113_6_9, data_in_error_counts_for_the_connection) {
  h2::Options options;
  options.connection_window = 65'535;
  Clock clock;
  Endpoint endpoint(Role::server, clock, options);
  Frames sent;
  sent.preface().settings().settings_ack().headers(1, get, end_stream);
  endpoint.receive(sent.octets());
  endpoint.produce();
  Transcript transcript(Role::server);
  for (int i = 0; i < 8; ++i) {
    endpoint.receive(frames().data(1, std::string(16'000, 'x')).octets());
    transcript.read(endpoint.produce());
  }
  EXPECT_FALSE(endpoint.closed());
  std::size_t credited = 0;
  for (const Line& line : transcript.lines()) credited += line.type == Type::window_update ? 1 : 0;
  EXPECT_GT(credited, 0u);
}

}  // namespace
}  // namespace weft::conformance
