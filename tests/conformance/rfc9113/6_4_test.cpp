// RFC 9113 6.4: RST_STREAM.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "If a RST_STREAM frame is received with a stream identifier of 0x00, the recipient MUST treat this as a connection
// error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_4, on_stream_0_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::rst_stream, 0, 0, hex("00000008"), protocol_error);
}

// "If a RST_STREAM frame identifying an idle stream is received, the recipient MUST treat this as a connection error
// (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_4, on_an_idle_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::rst_stream, 0, 99, hex("00000008"), protocol_error);
}

// "A RST_STREAM frame with a length other than 4 octets MUST be treated as a connection error (Section 5.4.1) of type
// FRAME_SIZE_ERROR."
TEST(Rfc9113_6_4, of_another_length_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::rst_stream, 0, 1, hex("000008"), frame_size_error);
  is_connection_error_in_both_roles(Type::rst_stream, 0, 1, hex("0000000800"), frame_size_error);
  is_connection_error_in_both_roles(Type::rst_stream, 0, 1, {}, frame_size_error);
}

// "After receiving a RST_STREAM on a stream, the receiver MUST NOT send additional frames for that stream, except for
// PRIORITY."
TEST(Rfc9113_6_4, nothing_is_sent_after_it) {
  server()
      .answers_with(100'000)
      .receives(frames().headers(1, get, end_stream).then().rst_stream(1).window_update(0, 100'000))
      .is_ignored();
}

TEST(Rfc9113_6_4, ends_the_message_with_the_code_of_the_peer) {
  const auto verdict = client().receives(frames().rst_stream(1, internal_error));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre("closed 1 peer_reset INTERNAL_ERROR"));
}

TEST(Rfc9113_6_4, refused_stream_says_that_nothing_was_processed) {
  const auto verdict = client().receives(frames().rst_stream(1, refused_stream));
  EXPECT_THAT(verdict.events(), testing::ElementsAre("closed 1 peer_refused REFUSED_STREAM"));
}

}  // namespace
}  // namespace weft::conformance
