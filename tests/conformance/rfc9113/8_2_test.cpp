// RFC 9113 8.2: HTTP Fields.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Field names MUST be converted to lowercase when constructing an HTTP/2 message."
TEST(Rfc9113_8_2, upper_case_is_malformed) {
  server().receives(frames().headers(1, get.with("X-Name", "value"), end_stream)).is_stream_error(1, protocol_error);
  server()
      .receives(frames().headers(1, post).then().headers(1, FieldList().with("X-Name", "value"), end_stream))
      .is_stream_error(1, protocol_error);
  client()
      .receives(frames().headers(1, response(200).with("X-Name", "value"), end_stream))
      .is_stream_error(1, protocol_error);
}

}  // namespace
}  // namespace weft::conformance
