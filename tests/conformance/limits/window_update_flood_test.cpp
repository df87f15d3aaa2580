// WINDOW_UPDATE without need.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(WindowUpdateFlood, window_updates_without_data_are_calmed) {
  Frames sent;
  for (int n = 0; n < 10'000; ++n) sent.window_update(0, 1);
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("window_updates_limit");
    EXPECT_LE(victim.counters().window_updates, 350u);
  });
}

}  // namespace
}  // namespace weft::limits
