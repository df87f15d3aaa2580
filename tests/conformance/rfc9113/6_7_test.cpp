// RFC 9113 6.7: PING.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Receivers of a PING frame that does not include an ACK flag MUST send a PING frame with the ACK flag set in
// response, with an identical frame payload."
TEST(Rfc9113_6_7, is_answered_with_the_same_octets) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role)
        .receives(opened(role).ping(0x0123456789abcdef).ping(1))
        .is_answered_by({"PING ACK 0123456789abcdef", "PING ACK 0000000000000001"});
  }
}

// "An endpoint MUST NOT respond to PING frames containing this flag."
TEST(Rfc9113_6_7, acknowledgment_is_not_answered) {
  for (const Role role : {Role::server, Role::client}) in_role(role).receives(opened(role).ping_ack(7)).is_ignored();
}

// "If a PING frame is received with a Stream Identifier field value other than 0x00, the recipient MUST respond with a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_7, on_a_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::ping, 0, 1, hex("0000000000000000"), protocol_error);
  is_connection_error_in_both_roles(Type::ping, flag::ack, 1, hex("0000000000000000"), protocol_error);
}

// "Receipt of a PING frame with a length field value other than 8 MUST be treated as a connection error (Section 5.4.1)
// of type FRAME_SIZE_ERROR."
TEST(Rfc9113_6_7, of_another_length_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::ping, 0, 0, hex("00000000000000"), frame_size_error);
  is_connection_error_in_both_roles(Type::ping, 0, 0, hex("000000000000000000"), frame_size_error);
  is_connection_error_in_both_roles(Type::ping, flag::ack, 0, {}, frame_size_error);
}

// "PING responses SHOULD be given higher priority than any other frame."
TEST(Rfc9113_6_7, is_answered_before_anything_else) {
  const auto verdict = server().answers_with(10).receives(frames().headers(1, get, end_stream).ping(5));
  ASSERT_FALSE(verdict.lines().empty());
  EXPECT_EQ(verdict.lines()[0].text, "PING ACK 0000000000000005");
}

TEST(Rfc9113_6_7, of_ours_is_acknowledged_with_its_octets) {
  Pair pair;
  pair.run();
  pair.client.connection().ping({1, 2, 3, 4, 5, 6, 7, 8});
  pair.run();
  EXPECT_THAT(pair.from_client.texts(), testing::Contains("PING 0102030405060708"));
  EXPECT_THAT(pair.client.events(), testing::Contains("ping acknowledged 08"));
}

}  // namespace
}  // namespace weft::conformance
