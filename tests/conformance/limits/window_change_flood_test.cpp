// SETTINGS that move the windows of 100 streams back and forth.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(WindowChangeFlood, window_changes_are_calmed) {
  Frames sent;
  for (std::size_t n = 0; n < 100; ++n) sent.headers_block(nth_stream(n), get_block, flag::end_headers);
  for (int n = 0; n < 1000; ++n) {
    sent.settings({{initial_window_size, 0}}).settings({{initial_window_size, 65'535}});
  }
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("settings_limit");
    EXPECT_LE(victim.counters().settings, 100u);
  });
}

}  // namespace
}  // namespace weft::limits
