// RFC 9113 8.2.3: Compressing the Cookie Header Field.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "the Cookie header field MAY be split into separate header fields, each with one or more cookie-pairs."
TEST(Rfc9113_8_2_3, crumbs_are_accepted) {
  const auto verdict = server().receives(frames().headers(
      1, get.with("cookie", "a=b").with("cookie", "c=d").with("x-name", "value").with("cookie", "e=f"), end_stream));
  verdict.is_ignored();
  EXPECT_EQ(verdict.events().size(), 1u);
}

}  // namespace
}  // namespace weft::conformance
