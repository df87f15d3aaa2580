#include <weft/server/control/metrics.hpp>

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include <weft/session/reason.hpp>

namespace weft::server {
namespace metrics_test {

using http::Version;
using http::Wait;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using namespace std::chrono_literals;

Figures figures_of(const Metrics& metrics) {
  Figures figures;
  metrics.add_to(figures);
  return figures;
}

TEST(Metrics, count_requests_by_version_and_class_of_the_status) {
  Metrics metrics;
  metrics.count_request({.version = Version::http2, .status = 200});
  metrics.count_request({.version = Version::http2, .status = 204});
  metrics.count_request({.version = Version::http2, .status = 404});
  metrics.count_request({.version = Version::http11, .status = 503});
  metrics.count_request({.version = Version::http10, .status = 0});
  const Figures figures = figures_of(metrics);
  EXPECT_EQ(figures[Layout::requests(Version::http2, 2)], 2u);
  EXPECT_EQ(figures[Layout::requests(Version::http2, 4)], 1u);
  EXPECT_EQ(figures[Layout::requests(Version::http11, 5)], 1u);
  EXPECT_EQ(figures[Layout::requests(Version::http10, 0)], 1u);
  EXPECT_EQ(figures.requests(Version::http2), 3u);
  EXPECT_EQ(figures.requests(), 5u);
}

TEST(Metrics, add_octets_and_pushes) {
  Metrics metrics;
  metrics.count_request({.version = Version::http2, .traffic = {.received = 7, .sent = 100}, .pushed = true});
  metrics.count_request({.version = Version::http2, .traffic = {.received = 3, .sent = 20}});
  const Figures figures = figures_of(metrics);
  EXPECT_EQ(figures[Layout::sent(Version::http2)], 120u);
  EXPECT_EQ(figures[Layout::received(Version::http2)], 10u);
  EXPECT_EQ(figures[Layout::sent(Version::http11)], 0u);
  EXPECT_EQ(figures[Layout::pushed()], 1u);
}

// A value at the upper end of a bucket is in it.
TEST(Metrics, put_durations_into_buckets) {
  Metrics metrics;
  for (const Duration taken : {Duration(0), Duration(500us), Duration(501us), Duration(10s), Duration(31s)}) {
    metrics.count_request({.version = Version::http11, .taken = taken});
  }
  const Figures figures = figures_of(metrics);
  EXPECT_EQ(figures[Layout::duration_bucket(Version::http11, 0)], 2u);
  EXPECT_EQ(figures[Layout::duration_bucket(Version::http11, 1)], 1u);
  EXPECT_EQ(figures[Layout::duration_bucket(Version::http11, 13)], 1u);
  EXPECT_EQ(figures[Layout::duration_bucket(Version::http11, Layout::durations.size())], 1u);
  EXPECT_DOUBLE_EQ(to_seconds(figures[Layout::duration_sum(Version::http11)]), 41.001001);
}

// A request that had no response of a handler's is in no bucket.
TEST(Metrics, tell_when_responses_began) {
  Metrics metrics;
  metrics.count_request({.taken = 2s, .responded_after = 1ms});
  metrics.count_request({.taken = 2s, .responded_after = 40s});
  metrics.count_request({.taken = 2s});
  const Figures figures = figures_of(metrics);
  EXPECT_EQ(figures[Layout::response_bucket(Version::http2, 1)], 1u);
  EXPECT_EQ(figures[Layout::response_bucket(Version::http2, Layout::durations.size())], 1u);
  EXPECT_DOUBLE_EQ(to_seconds(figures[Layout::response_sum(Version::http2)]), 40.001);
  EXPECT_EQ(figures[Layout::response_bucket(Version::http11, 1)], 0u);
  EXPECT_DOUBLE_EQ(to_seconds(figures[Layout::duration_sum(Version::http2)]), 6);
}

TEST(Metrics, add_waits_by_cause_and_side) {
  Metrics metrics;
  http::SidedWaits waits{.for_request = 1s};
  waits.times[Wait::application] = 4s;
  waits.times[Wait::stream_window] = 2s;
  waits.times[Wait::socket] = 1ms;
  metrics.count_request({.waits = waits});
  waits.is_held_by_client = true;
  metrics.count_request({.waits = waits});
  const Figures figures = figures_of(metrics);
  const auto seconds_of = [&](Wait cause, http::Side side) {
    return to_seconds(figures[Layout::waits({cause, side})]);
  };
  EXPECT_DOUBLE_EQ(seconds_of(Wait::application, http::Side::client), 2.0);
  EXPECT_DOUBLE_EQ(seconds_of(Wait::application, http::Side::server), 6.0);
  EXPECT_DOUBLE_EQ(seconds_of(Wait::stream_window, http::Side::client), 4.0);
  EXPECT_DOUBLE_EQ(seconds_of(Wait::socket, http::Side::network), 0.001);
  EXPECT_DOUBLE_EQ(seconds_of(Wait::socket, http::Side::client), 0.001);
  EXPECT_DOUBLE_EQ(to_seconds(figures.waited(Wait::application)), 8.0);
  EXPECT_DOUBLE_EQ(to_seconds(figures.waited(Wait::socket)), 0.002);
  EXPECT_EQ(figures.waited(Wait::pool), 0u);
}

TEST(Metrics, tell_connections_that_never_spoke_from_others) {
  Metrics metrics;
  metrics.count_opened({.version = Version::http2, .has_spoken = true});
  metrics.count_opened({.version = Version::http11, .fallback = session::Fallback::no_alpn, .has_spoken = true});
  metrics.count_opened({.version = Version::http11, .fallback = session::Fallback::cleartext});
  const Figures figures = figures_of(metrics);
  EXPECT_EQ(figures.opened(Version::http2), 1u);
  EXPECT_EQ(figures[Layout::opened(Version::http11, session::Fallback::no_alpn)], 1u);
  EXPECT_EQ(figures.opened(Version::http11), 1u);
  EXPECT_EQ(figures[Layout::never_spoken()], 1u);
}

TEST(Metrics, count_the_requests_of_connections_that_close) {
  Metrics metrics;
  for (const std::uint32_t requests : {0u, 1u, 1u, 3u, 20'000u}) {
    metrics.count_closed({.requests = requests}, session::Reason::write_stall);
  }
  const Figures figures = figures_of(metrics);
  EXPECT_EQ(figures[Layout::use_bucket(0)], 1u);
  EXPECT_EQ(figures[Layout::use_bucket(1)], 2u);
  EXPECT_EQ(figures[Layout::use_bucket(2)], 0u);
  EXPECT_EQ(figures[Layout::use_bucket(3)], 1u);
  EXPECT_EQ(figures[Layout::use_bucket(Layout::uses.size())], 1u);
  EXPECT_EQ(figures[Layout::use_sum()], 20'005u);
  EXPECT_THAT(figures.closed, ElementsAre(Pair("write_stall", 5)));
}

TEST(Metrics, count_the_reasons_of_requests_that_were_not_complete) {
  Metrics metrics;
  metrics.count_request({.reason = session::Reason::complete});
  metrics.count_request({});
  EXPECT_THAT(figures_of(metrics).cut, IsEmpty());
  metrics.count_request({.reason = session::Reason::no_response});
  metrics.count_request({.reason = session::Reason::write_stall});
  metrics.count_request({.reason = session::Reason::write_stall});
  EXPECT_THAT(figures_of(metrics).cut, ElementsAre(Pair("no_response", 1), Pair("write_stall", 2)));
}

TEST(Metrics, of_several_loops_are_added_up) {
  Metrics one;
  Metrics other;
  for (Metrics* each : {&one, &other}) {
    each->count_request({.status = 200});
    each->count_closed({}, session::Reason::write_stall);
    each->count_push({PushRung::link, PushOutcome::disabled});
  }
  Figures all;
  one.add_to(all);
  other.add_to(all);
  EXPECT_EQ(all.requests(), 2u);
  EXPECT_THAT(all.closed, ElementsAre(Pair("write_stall", 2)));
  EXPECT_EQ(all[Layout::pushes(PushOutcome::disabled)], 2u);
  EXPECT_EQ(all[Layout::pushes(PushRung::link)], 2u);
}

// For ThreadSanitizer as well.
TEST(Metrics, are_read_while_they_are_counted) {
  constexpr std::uint64_t times = 10'000;
  Metrics metrics;
  std::thread loop([&] {
    for (std::uint64_t i = 0; i < times; ++i)
      metrics.count_request({.status = 200, .reason = session::Reason::no_response});
  });
  std::uint64_t before = 0;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t now = figures_of(metrics).requests();
    EXPECT_GE(now, before);
    before = now;
  }
  loop.join();
  EXPECT_EQ(figures_of(metrics).requests(), times);
  EXPECT_THAT(figures_of(metrics).cut, ElementsAre(Pair("no_response", times)));
}

}  // namespace metrics_test
}  // namespace weft::server
