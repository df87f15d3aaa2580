// RFC 9113 5.3: Prioritization.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// RFC 7540 5.3.1: "A stream cannot depend on itself. An endpoint MUST treat this as a stream error (Section 5.4.2) of
// type PROTOCOL_ERROR."
TEST(Rfc9113_5_3, headers_that_depend_on_themselves_are_a_stream_error) {
  server().receives(frames().headers(1, get, end_stream, {1, 16, false})).is_stream_error(1, protocol_error);
}

TEST(Rfc9113_5_3, fields_of_headers_that_depend_on_themselves_are_decompressed) {
  const auto verdict = server().receives(frames()
                                             .headers(1, get.with("x-first", "kept"), end_stream, {1, 16, false})
                                             .headers(3, get.with("x-first", "kept"), end_stream));
  verdict.is_stream_error(1, protocol_error);
  EXPECT_THAT(verdict.events(), testing::Contains("request 3 GET https://example.org/ x-first=kept end"));
}

TEST(Rfc9113_5_3, priority_on_itself_is_a_stream_error) {
  server()
      .receives(frames().headers(1, get, end_stream).then().priority(1, {1, 16, false}))
      .is_stream_error(1, protocol_error);
}

TEST(Rfc9113_5_3, priority_is_taken_in_every_state) {
  server()
      .with(Application::answers)
      .receives(frames()
                    .headers(1, get, end_stream, {0, 256, true})
                    .headers(3, post, End::no, {1, 1, false})
                    .then()
                    .priority(1, {3, 1, false})
                    .priority(3, {1, 1, true})
                    .priority(9, {3, 200, true})
                    .priority(2, {9, 16, false}))
      .is_ignored();
}

}  // namespace
}  // namespace weft::conformance
