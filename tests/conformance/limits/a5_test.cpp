// A5: MAX_HEADER_LIST_SIZE of 1 is advice, and no reason to fail a response.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(A5, responses_do_not_depend_on_the_advertised_list_size) {
  Victim victim(Application::answers);
  victim.receives(frames().settings({{max_header_list_size, 1}}).octets());
  for (std::size_t n = 0; n < 500; ++n) {
    victim.receives(frames().headers_block(nth_stream(n), get_block, whole_request).octets());
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.count(" END_STREAM :status=200"), 500u);
}

}  // namespace
}  // namespace weft::limits
