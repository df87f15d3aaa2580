// RFC 9113 6.5: SETTINGS.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Receipt of a SETTINGS frame with the ACK flag set and a length field value other than 0 MUST be treated as a
// connection error (Section 5.4.1) of type FRAME_SIZE_ERROR."
TEST(Rfc9113_6_5, ack_with_payload_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::settings, flag::ack, 0, hex("0003 00000064"), frame_size_error);
  is_connection_error_in_both_roles(Type::settings, flag::ack, 0, hex("00"), frame_size_error);
}

// "If an endpoint receives a SETTINGS frame whose Stream Identifier field is anything other than 0x00, the endpoint
// MUST respond with a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_5, on_a_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::settings, 0, 1, hex("0003 00000064"), protocol_error);
  is_connection_error_in_both_roles(Type::settings, flag::ack, 1, {}, protocol_error);
}

// "A SETTINGS frame with a length other than a multiple of 6 octets MUST be treated as a connection error
// (Section 5.4.1) of type FRAME_SIZE_ERROR."
TEST(Rfc9113_6_5, of_a_length_that_6_does_not_divide_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::settings, 0, 0, hex("0003 000000"), frame_size_error);
  is_connection_error_in_both_roles(Type::settings, 0, 0, hex("0003 00000064 00"), frame_size_error);
}

// "MAY be sent at any other time by either endpoint over the lifetime of the connection."
TEST(Rfc9113_6_5, may_come_at_any_time) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role).receives(opened(role).settings().settings()).is_answered_by({"SETTINGS ACK", "SETTINGS ACK"});
  }
}

}  // namespace
}  // namespace weft::conformance
