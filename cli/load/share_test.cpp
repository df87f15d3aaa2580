#include <cli/load/share.hpp>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

constexpr Time start{1h};

struct Fixture final : ShareUser {
  Fixture() {
    share.pace = Pace({.begin = start, .measured = start, .count = 3});
    share.tally.from = start;
    share.user = this;
  }
  void on_returned() override { ++returned; }

  Share share;
  int returned = 0;
};

TEST(Share, gives_what_is_due_until_nothing_is_left) {
  Fixture f;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(f.share.exhausted(start));
    const auto call = f.share.next(start + 1s);
    ASSERT_TRUE(call);
    EXPECT_EQ(call->due, start + 1s);
    EXPECT_EQ(call->begun, start + 1s);
    EXPECT_FALSE(call->again);
  }
  EXPECT_FALSE(f.share.next(start + 1s));
  EXPECT_TRUE(f.share.exhausted(start));
  EXPECT_EQ(f.share.tally.under_way, 3U);
}

TEST(Share, what_was_passed_over_comes_first_and_at_once) {
  Fixture f;
  Call call = *f.share.next(start);
  call.request = 7;
  call.status = 200;
  f.share.passed_over(call, "goaway: NO_ERROR", start + 1s);
  EXPECT_EQ(f.returned, 1);
  const auto again = f.share.next(start + 1s);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->again);
  EXPECT_EQ(again->request, 7U);
  EXPECT_EQ(again->due, start);
  EXPECT_EQ(again->begun, start);
  EXPECT_EQ(again->status, 0);
  EXPECT_EQ(f.share.tally.resent, 1U);
  EXPECT_EQ(f.share.tally.requests, 1U);
  EXPECT_EQ(f.share.tally.under_way, 1U);
}

TEST(Share, what_was_refused_waits_longer_each_time) {
  Fixture f;
  Call call = *f.share.next(start);
  Time now = start;
  Duration before{};
  for (int i = 0; i < 5; ++i) {
    f.share.refused(call, "reset: REFUSED_STREAM", now);
    const Duration wait = f.share.resends.next() - now;
    EXPECT_GT(wait, before);
    before = wait;
    now += wait;
    call = *f.share.next(now);
  }
  EXPECT_EQ(call.refused, 5);
}

TEST(Share, what_waits_keeps_the_share_from_being_exhausted) {
  Fixture f;
  f.share.pace = Pace({.begin = start, .measured = start, .count = 1});
  const Call call = *f.share.next(start);
  EXPECT_TRUE(f.share.exhausted(start));
  f.share.refused(call, "reset: REFUSED_STREAM", start);
  EXPECT_FALSE(f.share.exhausted(start));
  EXPECT_EQ(f.share.resends.ready(start), 0U);
  EXPECT_EQ(f.share.resends.ready(start + 1s), 1U);
}

TEST(Share, what_waits_too_long_has_failed) {
  Fixture f;
  const Call older = *f.share.next(start);
  const Call younger = *f.share.next(start + 1s);
  f.share.passed_over(older, "goaway: NO_ERROR", start + 1s);
  f.share.passed_over(younger, "goaway: NO_ERROR", start + 1s);
  f.share.expire(start + 2s, 3s);
  EXPECT_EQ(f.share.tally.failures, 0U);
  f.share.expire(start + 3s, 3s);
  EXPECT_EQ(f.share.tally.errors.at("timed_out"), 1U);
  EXPECT_EQ(f.share.resends.ready(start + 3s), 1U);
}

TEST(Share, an_interrupted_run_has_no_failures_but_unfinished_requests) {
  Fixture f;
  const Call call = *f.share.next(start);
  f.share.interrupted = true;
  f.share.failed(call, "unfinished", start);
  EXPECT_EQ(f.share.tally.failures, 0U);
  EXPECT_EQ(f.share.tally.unfinished, 1U);
  EXPECT_TRUE(f.share.tally.errors.empty());
}

}  // namespace
}  // namespace weft::cli::load
