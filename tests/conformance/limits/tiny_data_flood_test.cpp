// Floods of tiny DATA.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

Frames tiny_data(int count) {
  Frames out;
  out.headers_block(1, get_block, flag::end_headers);
  for (int n = 0; n < count; ++n) out.data(1, "x");
  return out;
}

TEST(TinyDataFlood, tiny_data_that_nobody_reads_is_calmed) {
  for_every_cut(tiny_data(65'535), Application::does_not_read, [](const Victim& victim) {
    victim.is_calmed("data_overhead_limit");
    EXPECT_LE(victim.counters().data_frames_received, 150u);
  });
}

// The rule holds however many frames come in one read.
TEST(TinyDataFlood, tiny_data_is_accepted_while_it_is_read) {
  for_every_cut(tiny_data(65'535), Application::holds, [](const Victim& victim) {
    victim.is_untroubled();
    EXPECT_THAT(victim.endpoint.events(), testing::Contains("data 1 65535"));
    EXPECT_EQ(victim.counters().data_frames_received, 65'535u);
  });
}

}  // namespace
}  // namespace weft::limits
