// RFC 9113 6.10: CONTINUATION.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

constexpr std::uint8_t none = 0;

// "Any number of CONTINUATION frames can be sent"
TEST(Rfc9113_6_10, several_are_one_block) {
  const auto verdict = server().receives(frames()
                                             .headers_block(1, hex("82 87"), flag::end_stream)
                                             .continuation(1, hex("84"), none)
                                             .continuation(1, hex("01 01 61")));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre("request 1 GET https://a/ end"));
}

TEST(Rfc9113_6_10, may_carry_trailers_and_responses) {
  const auto verdict = client().receives(
      frames().headers_in(3, 1, response(200).with("x-name", "value")).headers_in(2, 1, trailers(), end_stream));
  EXPECT_THAT(verdict.events(), testing::IsSupersetOf({"response 1 200 x-name=value", "trailers 1 x-checksum=0"}));
}

// "If a CONTINUATION frame is received with a Stream Identifier field of 0x00, the recipient MUST respond with a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_10, on_stream_0_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::continuation, flag::end_headers, 0, hex("82"), protocol_error);
  server()
      .receives(frames().headers_block(1, hex("82"), none).continuation(0, hex("84")))
      .is_connection_error(protocol_error);
}

// "A CONTINUATION frame MUST be preceded by a HEADERS, PUSH_PROMISE or CONTINUATION frame without the END_HEADERS flag
// set. A recipient that observes violation of this rule MUST respond with a connection error (Section 5.4.1) of type
// PROTOCOL_ERROR."
TEST(Rfc9113_6_10, after_end_headers_is_a_connection_error) {
  server().receives(frames().headers(1, post).continuation(1, hex("82"))).is_connection_error(protocol_error);
  server().receives(frames().headers_in(2, 1, post).continuation(1, hex("82"))).is_connection_error(protocol_error);
  server()
      .receives(frames().headers(1, post).data(1, "x").continuation(1, hex("82")))
      .is_connection_error(protocol_error);
  client().receives(frames().headers(1, response(200)).continuation(1, hex("82"))).is_connection_error(protocol_error);
}

}  // namespace
}  // namespace weft::conformance
