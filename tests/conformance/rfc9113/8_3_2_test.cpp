// RFC 9113 8.3.2: Response Pseudo-Header Fields.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "This pseudo-header field MUST be included in all responses, including interim responses; otherwise, the response is
// malformed (Section 8.1.1)."
TEST(Rfc9113_8_3_2, status_must_be_there) {
  client()
      .receives(frames().headers(1, FieldList().with("x-only", "a"), end_stream))
      .is_stream_error(1, protocol_error);
  client()
      .receives(frames().headers_block(1, {}, flag::end_headers | flag::end_stream))
      .is_stream_error(1, protocol_error);
}

TEST(Rfc9113_8_3_2, status_has_three_digits) {
  for (const char* status : {"", "20", "2000", "2xx", "+20", "099", "1e2", " 200"}) {
    SCOPED_TRACE(status);
    client()
        .receives(frames().headers(1, FieldList().with(":status", status), end_stream))
        .is_stream_error(1, protocol_error);
  }
}

TEST(Rfc9113_8_3_2, unusual_status_is_accepted) {
  const auto verdict = client().receives(frames().headers(1, response(599), end_stream));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::Contains("response 1 599 end"));
}

}  // namespace
}  // namespace weft::conformance
