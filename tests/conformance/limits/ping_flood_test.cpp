// A flood of PING from a peer that does not read.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(PingFlood, ping_flood_is_calmed) {
  Frames sent;
  for (int n = 0; n < 100'000; ++n) sent.ping();
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("pings_limit");
    EXPECT_LE(victim.counters().pings, 600u);
    // At most 256 acknowledgments of 17 octets wait.
    EXPECT_LE(victim.count("PING ACK"), 256u);
    EXPECT_LE(victim.endpoint.most_memory(), 32u * 1024);
  });
}

TEST(PingFlood, slow_ping_flood_to_a_peer_that_does_not_read_is_calmed) {
  Victim victim;
  for (int n = 0; n < 1000 && !victim.endpoint.closed(); ++n) {
    victim.endpoint.receive(frames().ping().octets());
    victim.clock.advance(std::chrono::milliseconds(200));
  }
  victim.said.read(victim.endpoint.produce());
  victim.is_calmed("unsent_acks_limit");
  EXPECT_LE(victim.count("PING ACK"), 257u);
}

}  // namespace
}  // namespace weft::limits
