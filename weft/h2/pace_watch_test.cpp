#include <weft/h2/pace_watch.hpp>

#include <gtest/gtest.h>

#include <array>

namespace weft::h2 {
namespace {

using std::chrono::seconds;

struct NoBody final : http::BodySource {
  http::Pulled pull(MutableOctets) override { return {0, http::Pulled::State::blocked}; }
};

class PaceWatchTest : public ::testing::Test {
 protected:
  PaceWatchTest() {
    stream.state = StreamState::open;
    stream.incoming.next = Part::body;
    timeouts.octets_per_second = 100;
    timeouts.response_octets_per_second = 100;
  }

  // Goes on for some seconds, with some octets each second.
  Look request_after(int looks, std::uint64_t octets_per_second = 0) {
    Look look;
    for (int i = 0; i < looks && !look.reason; ++i) {
      now += seconds(1);
      stream.incoming.octets += octets_per_second;
      watch.begin_look(flow, now);
      look = watch.look_at_request(stream, flow, false, now);
    }
    return look;
  }
  Look response_after(int looks, std::uint32_t octets_per_second = 0) {
    Look look;
    for (int i = 0; i < looks && !look.reason; ++i) {
      now += seconds(1);
      stream.outgoing.octets += octets_per_second;
      watch.sent(octets_per_second);
      watch.begin_look(flow, now);
      look = watch.look_at_response(stream, flow, now);
    }
    return look;
  }
  void begin_response() {
    stream.outgoing.body = &body;
    stream.outgoing.is_ready = true;
    watch.watch_response(stream, now);
  }

  Options options;
  Timeouts timeouts;
  PaceWatch watch{timeouts};
  Flow flow{options, FlowWindow(1'000'000), ReceiveWindow(1000, 1000)};
  Stream stream{1, 1'000'000, 1000};
  NoBody body;
  Time now = Time{} + seconds(100);
};

TEST_F(PaceWatchTest, looks_once_a_second_while_there_is_something_to_watch) {
  EXPECT_EQ(watch.next_look(), never);
  watch.watch_request(stream, now);
  const Time next = watch.next_look();
  EXPECT_EQ(next, now + seconds(1));
  watch.arm(now + seconds(5));
  EXPECT_EQ(watch.next_look(), next);
  watch.begin_look(flow, next);
  EXPECT_EQ(watch.next_look(), never);
  watch.look_again(next);
  EXPECT_EQ(watch.next_look(), next + seconds(1));
}

TEST_F(PaceWatchTest, gives_up_a_request_that_does_not_come_after_its_grace) {
  watch.watch_request(stream, now);
  EXPECT_FALSE(request_after(4).reason);
  EXPECT_EQ(request_after(1).reason, Reason::request_too_slow);
}

TEST_F(PaceWatchTest, lets_a_request_come_at_its_rate) {
  watch.watch_request(stream, now);
  const Look look = request_after(60, 100);
  EXPECT_FALSE(look.reason);
  EXPECT_TRUE(look.goes_on);
  EXPECT_EQ(request_after(10, 99).reason, Reason::request_too_slow);
}

TEST_F(PaceWatchTest, blames_nobody_for_what_we_hold_back) {
  watch.watch_request(stream, now);
  stream.incoming.held = 1;
  EXPECT_FALSE(request_after(60).reason);
  stream.incoming.held = 0;
  EXPECT_TRUE(flow.take(1000));
  EXPECT_FALSE(request_after(60).reason);
}

TEST_F(PaceWatchTest, does_not_watch_what_has_no_pace) {
  watch.watch_request(stream, now);
  stream.tunnel = true;
  EXPECT_FALSE(request_after(60).goes_on);
  stream.tunnel = false;
  stream.incoming.paused_by = 1;
  EXPECT_FALSE(request_after(60).goes_on);
  stream.incoming.paused_by = 0;
  stream.outgoing.next = Part::body;
  EXPECT_FALSE(request_after(60).goes_on);
}

TEST_F(PaceWatchTest, begins_anew_after_a_pause) {
  watch.watch_request(stream, now);
  now += seconds(60);
  watch.watch_resumed(stream, now);
  EXPECT_FALSE(request_after(5).reason);
  EXPECT_EQ(request_after(1).reason, Reason::request_too_slow);
}

TEST_F(PaceWatchTest, gives_a_peer_that_lets_nothing_through_more_time_than_one_that_drips) {
  stream.outgoing.window = FlowWindow(0);
  begin_response();
  EXPECT_FALSE(response_after(59).reason);
  EXPECT_EQ(response_after(1).reason, Reason::response_stalled);
  watch.watch_response(stream, now);
  EXPECT_FALSE(response_after(9, 1).reason);
  EXPECT_EQ(response_after(1, 1).reason, Reason::response_too_slow);
}

TEST_F(PaceWatchTest, asks_a_response_for_a_rate_of_its_own) {
  timeouts.response_octets_per_second = 50;
  stream.outgoing.window = FlowWindow(0);
  begin_response();
  EXPECT_FALSE(response_after(30, 50).reason);
  EXPECT_EQ(response_after(30, 49).reason, Reason::response_too_slow);
  watch.watch_request(stream, now);
  EXPECT_EQ(request_after(30, 99).reason, Reason::request_too_slow);
}

TEST_F(PaceWatchTest, blames_no_peer_whose_windows_are_open) {
  begin_response();
  EXPECT_FALSE(response_after(100).reason);
}

TEST_F(PaceWatchTest, blames_the_peer_for_the_window_of_the_connection) {
  flow.sent(stream, 1'000'000, now);
  stream.outgoing.window = FlowWindow(1'000'000);
  begin_response();
  EXPECT_FALSE(response_after(59).reason);
  EXPECT_EQ(response_after(2).reason, Reason::response_stalled);
}

TEST_F(PaceWatchTest, blames_no_peer_for_our_rates) {
  OwnRate bucket(100, 1, now);
  const std::array<OctetRate*, 1> buckets{&bucket};
  stream.outgoing.limits.set(buckets);
  stream.outgoing.limits.spend(100, now);
  stream.outgoing.window = FlowWindow(1);
  begin_response();
  EXPECT_FALSE(response_after(60).reason);
}

TEST_F(PaceWatchTest, does_not_watch_a_body_that_has_nothing_to_send) {
  begin_response();
  stream.outgoing.is_ready = false;
  EXPECT_FALSE(response_after(1).goes_on);
}

}  // namespace
}  // namespace weft::h2
