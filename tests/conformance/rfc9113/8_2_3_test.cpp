// RFC 9113 8.2.3: Compressing the Cookie Header Field.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "If there are multiple Cookie header fields after decompression, these MUST be concatenated into a single octet
// string using the two-octet delimiter of 0x3b, 0x20 (the ASCII string "; ") before being passed into a non-HTTP/2
// context"; "the Cookie header field MAY be split into separate header fields, each with one or more cookie-pairs."
TEST(Rfc9113_8_2_3, crumbs_become_one_cookie) {
  const auto verdict = server().receives(frames().headers(
      1, get.with("cookie", "a=b").with("cookie", "c=d").with("x-name", "value").with("cookie", "e=f"), end_stream));
  verdict.is_ignored();
  EXPECT_THAT(verdict.events(),
              testing::ElementsAre("request 1 GET https://example.org/ cookie=a=b; c=d; e=f x-name=value end"));
}

}  // namespace
}  // namespace weft::conformance
