// RFC 9113 6.6: PUSH_PROMISE.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "An endpoint that has set this setting and has received acknowledgment MUST treat the receipt of a PUSH_PROMISE frame
// as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_6, client_that_disabled_push_refuses_it) {
  client().receives(frames().push_promise(1, 2, get)).is_connection_error(protocol_error);
}

// "If the Stream Identifier field specifies the value 0x00, a recipient MUST respond with a connection error (Section
// 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_6, on_stream_0_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::push_promise, flag::end_headers, 0, hex("00000002 82 87 84"), protocol_error);
}

// "A receiver MUST treat the receipt of a PUSH_PROMISE that promises an illegal stream identifier (Section 5.1.1) as a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_6, of_an_illegal_stream_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::push_promise, flag::end_headers, 1, hex("00000003 82 87 84"), protocol_error);
  is_connection_error_in_both_roles(Type::push_promise, flag::end_headers, 1, hex("00000000 82 87 84"), protocol_error);
}

// "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat this as a
// connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(Rfc9113_6_6, padding_as_long_as_the_payload_is_a_connection_error) {
  is_connection_error_in_both_roles(Type::push_promise, flag::end_headers | flag::padded, 1, hex("05 00000002"),
                                    protocol_error);
}

}  // namespace
}  // namespace weft::conformance
