// RFC 9113 6.3: PRIORITY.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "If a PRIORITY frame is received with a stream identifier of 0x00, the recipient MUST respond with a connection error
// (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_3, on_stream_0_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::priority, 0, 0, hex("00000001 0f"), protocol_error);
}

// "A PRIORITY frame with a length other than 5 octets MUST be treated as a stream error (Section 5.4.2) of type
// FRAME_SIZE_ERROR."
TEST(Rfc9113_6_3, of_another_length_is_a_stream_error) {
  for (const char* payload : {"00000000", "00000000 0f 00", ""}) {
    server()
        .receives(frames().headers(1, post).then().raw(Type::priority, 0, 1, hex(payload)))
        .is_stream_error(1, frame_size_error);
    client().receives(frames().raw(Type::priority, 0, 1, hex(payload))).is_stream_error(1, frame_size_error);
  }
}

// "Sending or receiving a PRIORITY frame does not affect the state of any stream (Section 5.1)."
TEST(Rfc9113_6_3, does_not_open_a_stream) {
  const auto verdict = server().receives(frames().priority(5, {0, 16, false}).then().headers(3, get, end_stream));
  verdict.is_ignored();
  EXPECT_EQ(verdict.events().size(), 1u);
}

TEST(Rfc9113_6_3, does_not_change_a_closed_stream) {
  server()
      .with(Application::answers)
      .receives(frames().headers(1, get, end_stream).then().priority(1, {0, 200, true}))
      .is_ignored();
}

}  // namespace
}  // namespace weft::conformance
