// RFC 9113 8.7: Request Reliability.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "The GOAWAY frame indicates the highest stream number that might have been processed. Requests on streams with higher
// numbers are therefore guaranteed to be safe to retry."
TEST(Rfc9113_8_7, goaway_and_refused_stream_say_what_can_be_retried) {
  const auto beyond = client().opens(2).receives(frames().goaway(0));
  EXPECT_THAT(beyond.events(), testing::IsSupersetOf(
                                   {"closed 1 beyond_goaway REFUSED_STREAM", "closed 3 beyond_goaway REFUSED_STREAM"}));
  const auto refused = client().receives(frames().rst_stream(1, refused_stream));
  EXPECT_THAT(refused.events(), testing::ElementsAre("closed 1 peer_refused REFUSED_STREAM"));
}

// "If frames that are on a stream are passed to the application layer for any stream, then REFUSED_STREAM MUST NOT be
// used for that stream"
TEST(Rfc9113_8_7, refused_stream_never_reached_the_application) {
  h2::Options one;
  one.limits.streams = 1;
  const auto verdict = server().with(one).receives(frames().headers(1, post).then().headers(3, post).data(3, "x"));
  EXPECT_THAT(texts_of(verdict.lines()), testing::Contains("RST_STREAM stream=3 REFUSED_STREAM"));
  for (const auto& event : verdict.events()) EXPECT_THAT(event, testing::Not(testing::HasSubstr("request 3")));
}

}  // namespace
}  // namespace weft::conformance
