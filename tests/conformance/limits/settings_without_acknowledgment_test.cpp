// Our SETTINGS are never acknowledged.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(SettingsWithoutAcknowledgment, missing_acknowledgment_ends_the_connection_after_ten_seconds) {
  Clock clock;
  Endpoint endpoint(Role::server, clock);
  endpoint.receive(frames().preface().settings().octets());
  Transcript said(Role::server);
  // The connection ends even if the peer sends other frames.
  for (int second = 0; second < 9; ++second) {
    endpoint.receive(frames().ping().octets());
    endpoint.advance(std::chrono::seconds(1));
    said.read(endpoint.produce());
  }
  EXPECT_FALSE(endpoint.closed());
  endpoint.advance(std::chrono::seconds(2));
  said.read(endpoint.produce());
  ASSERT_TRUE(endpoint.closed());
  EXPECT_EQ(said.lines().back().code, settings_timeout);
  EXPECT_EQ(endpoint.close().reason, "settings_timeout");
}

}  // namespace
}  // namespace weft::limits
