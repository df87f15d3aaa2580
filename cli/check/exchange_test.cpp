#include <cli/check/exchange.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/frames.hpp>
#include <weft/trace/recording/recording.hpp>
#include <weft/trace/tap.hpp>

namespace weft::cli::check {
namespace {

const Time now = Time() + std::chrono::hours(1);

void ping(Exchange& exchange) {
  trace::Tap tap(http::Role::client, http::Version::http2, exchange);
  tap.received(testkit::frames().settings().ping(1).octets(), now);
}

TEST(Exchange, is_told_in_words) {
  Exchange exchange(http::Role::client, now);
  ping(exchange);
  EXPECT_THAT(exchange.words(), testing::HasSubstr("PING"));
  EXPECT_EQ(exchange.recording(), "");
}

TEST(Exchange, is_recorded_with_all_octets) {
  Exchange exchange(http::Role::client, now);
  exchange.record("127.0.0.1:1", "127.0.0.1:2", true);
  ping(exchange);
  const auto recording = trace::read_recording(exchange.recording());
  ASSERT_TRUE(recording.has_value());
  EXPECT_EQ(recording->role, http::Role::client);
  EXPECT_EQ(recording->peer, "127.0.0.1:2");
  EXPECT_TRUE(recording->secure);
  EXPECT_TRUE(recording->has_values);
  // The octets, SETTINGS and PING.
  EXPECT_GE(recording->entries.size(), 3u);
}

}  // namespace
}  // namespace weft::cli::check
