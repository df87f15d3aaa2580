// MAX_HEADER_LIST_SIZE of 1 is advice, and no reason to fail a response.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// In rounds of as many as may be open at a time.
TEST(ListSizeIsAdvice, responses_do_not_depend_on_the_advertised_list_size) {
  for (std::size_t cut = 0; cut < 3; ++cut) {
    SCOPED_TRACE(cut);
    Victim victim(Application::answers);
    victim.receives(frames().settings({{max_header_list_size, 1}}).octets());
    for (std::size_t round = 0; round < 5; ++round) {
      Frames sent;
      for (std::size_t n = 100 * round; n < 100 * (round + 1); ++n) {
        sent.headers_block(nth_stream(n), get_block, whole_request);
      }
      victim.receives(three_cuts(sent.octets())[cut]);
    }
    victim.is_untroubled();
    EXPECT_EQ(victim.count(" END_STREAM :status=200"), 500u);
  }
}

}  // namespace
}  // namespace weft::limits
