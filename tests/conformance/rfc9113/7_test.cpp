// RFC 9113 7: Error Codes.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Unknown or unsupported error codes MUST NOT trigger any special behavior."
TEST(Rfc9113_7, unknown_code_in_rst_stream_is_like_any_other) {
  server().receives(frames().headers(1, post).then().rst_stream(1, ErrorCode{0xff})).is_ignored();
  const auto verdict = client().receives(frames().rst_stream(1, ErrorCode{0xffffffff}));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(), testing::ElementsAre(testing::StartsWith("closed 1 peer_reset")));
}

TEST(Rfc9113_7, unknown_code_in_goaway_is_like_any_other) {
  const auto known = client().opens(2).receives(frames().goaway(1, internal_error));
  const auto unknown = client().opens(2).receives(frames().goaway(1, ErrorCode{0xff}));
  EXPECT_EQ(texts_of(known.lines()), texts_of(unknown.lines()));
  EXPECT_EQ(known.events().size(), unknown.events().size());
}

}  // namespace
}  // namespace weft::conformance
