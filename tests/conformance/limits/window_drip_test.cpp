// A window that drips: one octet a second and stream keeps no response alive.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

struct HundredDownloads : Victim {
  HundredDownloads() : Victim(Application::answers) {
    endpoint.answer_with(100'000'000);
    Frames sent;
    sent.settings({{initial_window_size, 0}});
    for (std::size_t n = 0; n < 100; ++n) sent.headers_block(nth_stream(n), get_block, whole_request);
    receives(sent.octets());
  }
};

// Gives credit to each stream, and to the connection, every second; returns after how many seconds all streams have
// ended.
int seconds_to_live(Victim& victim, std::uint32_t increment, int most) {
  for (int seconds = 0; seconds < most; ++seconds) {
    if (victim.endpoint.open_messages() == 0 || victim.endpoint.closed()) return seconds;
    Frames drip;
    for (std::size_t n = 0; n < 100; ++n) drip.window_update(nth_stream(n), increment);
    drip.window_update(0, 100 * increment);
    victim.receives(drip.octets());
    victim.endpoint.advance(std::chrono::seconds(1));
    victim.said.read(victim.endpoint.produce());
  }
  return most;
}

TEST(WindowDrip, drip_of_window_updates_ends_the_responses_in_time) {
  for (const std::uint32_t increment : {1u, 10u, 200u}) {
    HundredDownloads victim;
    EXPECT_LE(seconds_to_live(victim, increment, 100), 70) << increment;
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 0u);
  }
}

TEST(WindowDrip, slow_reader_above_the_rate_is_honest) {
  HundredDownloads victim;
  EXPECT_EQ(seconds_to_live(victim, 300, 120), 120);
  victim.is_untroubled();
}

}  // namespace
}  // namespace weft::limits
