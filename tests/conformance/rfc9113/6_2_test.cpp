// RFC 9113 6.2: HEADERS.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "If a HEADERS frame is received whose Stream Identifier field is 0x00, the recipient MUST respond with a connection
// error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_2, on_stream_0_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::headers, flag::end_headers, 0, hex("82 87 84"), protocol_error);
}

// "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat this as a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_2, padding_as_long_as_the_payload_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::headers, flag::end_headers | flag::padded, 1, hex("04 82 87 84"),
                                    protocol_error);
  is_connection_error_in_both_roles(Type::headers, flag::end_headers | flag::padded, 1, hex("ff 82 87 84"),
                                    protocol_error);
}

TEST(Rfc9113_6_2, padding_is_removed) {
  const Bytes block = hex("03 82 87 84 01 01 61 000000");
  const auto verdict =
      server().receives(frames().headers_block(1, block, flag::end_headers | flag::end_stream | flag::padded));
  EXPECT_THAT(verdict.events(), testing::ElementsAre("request 1 GET https://a/ end"));
}

TEST(Rfc9113_6_2, may_have_padding_and_priority) {
  const Bytes block = hex("01 80000000 ff 82 87 84 01 01 61 00");
  const auto verdict = server().receives(
      frames().headers_block(1, block, flag::end_headers | flag::end_stream | flag::padded | flag::priority));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre("request 1 GET https://a/ end"));
}

// "a HEADERS frame with the END_STREAM flag set can be followed by CONTINUATION frames on the same stream."
TEST(Rfc9113_6_2, end_stream_comes_with_the_whole_block) {
  const auto verdict =
      server().receives(frames().headers_block(1, hex("82 87 84"), flag::end_stream).continuation(1, hex("01 01 61")));
  EXPECT_THAT(verdict.events(), testing::ElementsAre("request 1 GET https://a/ end"));
}

}  // namespace
}  // namespace weft::conformance
