// RFC 9113 8.3: HTTP Control Data, for a client. The cases of weft/conformance have it for a server.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

Verdict answers(const FieldList& fields, std::source_location where = std::source_location::current()) {
  return client().receives(frames().headers(1, fields, end_stream), where);
}

// "Endpoints MUST treat a request or response that contains undefined or invalid pseudo-header fields as malformed
// (Section 8.1.1)."
TEST(Rfc9113_8_3, unknown_pseudo_field_is_malformed) {
  answers(response(200).starting_with(":test", "ok")).is_stream_error(1, protocol_error);
}

// "Pseudo-header fields defined for requests MUST NOT appear in responses; pseudo-header fields defined for responses
// MUST NOT appear in requests."
TEST(Rfc9113_8_3, pseudo_field_of_the_other_side_is_malformed) {
  answers(response(200).with(":path", "/")).is_stream_error(1, protocol_error);
  answers(response(200).with(":method", "GET")).is_stream_error(1, protocol_error);
}

// "Any request or response that contains a pseudo-header field that appears in a field block after a regular field line
// MUST be treated as malformed (Section 8.1.1)."
TEST(Rfc9113_8_3, pseudo_field_after_a_regular_field_is_malformed) {
  answers(response(200).starting_with("x-test", "ok")).is_stream_error(1, protocol_error);
}

// "A field block for an HTTP request or response that contains a repeated pseudo-header field name MUST be treated as
// malformed (Section 8.1.1)."
TEST(Rfc9113_8_3, repeated_pseudo_field_is_malformed) {
  answers(response(200).with(":status", "200")).is_stream_error(1, protocol_error);
}

}  // namespace
}  // namespace weft::conformance
