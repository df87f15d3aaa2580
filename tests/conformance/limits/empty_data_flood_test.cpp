// Floods of empty DATA.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(EmptyDataFlood, empty_data_is_calmed) {
  Frames sent;
  sent.headers_block(1, get_block, flag::end_headers);
  for (int n = 0; n < 10'000; ++n) sent.data(1, "");
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("data_overhead_limit");
    EXPECT_LE(victim.counters().data_frames_received, 110u);
  });
}

}  // namespace
}  // namespace weft::limits
