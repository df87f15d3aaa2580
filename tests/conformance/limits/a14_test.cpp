// A14: padding instead of octets.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(A14, padding_is_counted_and_given_back) {
  Victim victim;
  victim.receives(frames().headers_block(1, get_block, flag::end_headers).octets());
  Bytes padded(257, 0);
  padded[0] = 255;
  // Four times the window of the stream.
  for (int n = 0; n < 1024; ++n) victim.receives(frames().raw(Type::data, flag::padded, 1, padded).octets());
  victim.is_untroubled();
  EXPECT_THAT(victim.endpoint.events(), testing::Contains("data 1 1024"));
}

}  // namespace
}  // namespace weft::limits
