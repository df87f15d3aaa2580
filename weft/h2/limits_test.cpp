#include <weft/h2/limits.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string_view>
#include <utility>

namespace weft::h2 {
namespace {

using std::chrono::seconds;

class GuardTest : public ::testing::Test {
 protected:
  Limits limits;
  Time now{std::chrono::hours(5)};
  Guard guard{limits, now};
};

// How often in a row the call succeeds.
template <class Function>
std::uint32_t times_allowed(Function&& function) {
  std::uint32_t times = 0;
  while (times < 100'000 && !function()) ++times;
  return times;
}

TEST_F(GuardTest, allows_a_burst_of_each_kind) {
  EXPECT_EQ(times_allowed([&] { return guard.stream_refused(now); }), limits.refusals);
  EXPECT_EQ(times_allowed([&] { return guard.stream_reset(now); }), limits.resets);
  EXPECT_EQ(times_allowed([&] { return guard.glitch(now); }), limits.glitches);
  EXPECT_EQ(times_allowed([&] { return guard.ping(now); }), limits.pings);
  EXPECT_EQ(times_allowed([&] { return guard.settings(1, now); }), limits.settings_frames);
  EXPECT_EQ(times_allowed([&] { return guard.window_update(); }), limits.window_updates);
  EXPECT_EQ(times_allowed([&] { return guard.ack_queued(); }), limits.unsent_acks);
  EXPECT_EQ(times_allowed([&] { return guard.reset_queued(); }), limits.unsent_resets);
}

TEST_F(GuardTest, counts_answers_until_the_transport_has_them) {
  guard.answer_queued(limits.buffered_output);
  EXPECT_FALSE(guard.unsent_answers());
  EXPECT_FALSE(guard.is_calm(now));
  guard.answer_queued(1);
  EXPECT_EQ(guard.unsent_answers(), Reason::unsent_output_limit);
  guard.output_taken();
  EXPECT_FALSE(guard.unsent_answers());
  EXPECT_TRUE(guard.is_calm(now));
}

TEST_F(GuardTest, names_the_reason) {
  while (!guard.ping(now)) {
  }
  EXPECT_EQ(guard.ping(now), Reason::pings_limit);
}

TEST_F(GuardTest, forgives_with_time) {
  while (!guard.ping(now)) {
  }
  now += seconds(5);
  EXPECT_EQ(times_allowed([&] { return guard.ping(now); }), 5 * limits.pings_per_second);
}

TEST_F(GuardTest, forgives_a_reset_for_each_stream_that_ends_well) {
  while (!guard.stream_reset(now)) {
  }
  guard.stream_completed();
  EXPECT_FALSE(guard.stream_reset(now));
  EXPECT_TRUE(guard.stream_reset(now));
}

TEST_F(GuardTest, refuses_one_settings_frame_that_is_too_long) {
  EXPECT_FALSE(guard.settings(limits.settings_entries, now));
  EXPECT_TRUE(guard.settings(limits.settings_entries + 1, now));
}

TEST_F(GuardTest, allows_window_updates_for_streams_and_data) {
  for (int i = 0; i < 100; ++i) guard.stream_opened();
  for (int i = 0; i < 100; ++i) guard.data_sent();
  EXPECT_EQ(times_allowed([&] { return guard.window_update(); }), limits.window_updates + 200 + 1000);
}

TEST_F(GuardTest, allows_priorities_for_streams) {
  for (int i = 0; i < 50; ++i) guard.stream_opened();
  EXPECT_EQ(times_allowed([&] { return !guard.priority(); }), limits.priorities + 100);
}

TEST_F(GuardTest, is_weary_at_three_quarters_of_the_glitches) {
  for (std::uint32_t i = 0; i < limits.glitches * 3 / 4; ++i) EXPECT_FALSE(guard.glitch(now));
  EXPECT_FALSE(guard.is_weary(now));
  EXPECT_FALSE(guard.glitch(now));
  EXPECT_TRUE(guard.is_weary(now));
}

TEST_F(GuardTest, counts_what_small_data_frames_lack) {
  EXPECT_EQ(Guard::data_cost(0), 256u);
  EXPECT_EQ(Guard::data_cost(255), 1u);
  EXPECT_EQ(Guard::data_cost(16'384), 0u);
  EXPECT_EQ(times_allowed([&] { return guard.data(256); }), limits.data_overhead / 256);
}

TEST_F(GuardTest, never_tires_of_small_data_that_is_consumed) {
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_FALSE(guard.data(255));
    guard.data_consumed(255);
  }
}

TEST_F(GuardTest, holds_fields_up_to_the_limit) {
  EXPECT_TRUE(guard.hold_fields(limits.held_field_octets - 1));
  EXPECT_FALSE(guard.hold_fields(2));
  EXPECT_TRUE(guard.hold_fields(1));
  guard.drop_fields(2);
  EXPECT_TRUE(guard.hold_fields(2));
}

TEST_F(GuardTest, forgets_unsent_frames_when_they_are_sent) {
  while (!guard.ack_queued()) {
  }
  guard.output_taken();
  EXPECT_FALSE(guard.ack_queued());
}

TEST_F(GuardTest, allows_as_many_continuations_as_the_limit) {
  EXPECT_FALSE(guard.continuation(limits.continuations, limits.empty_continuations));
  EXPECT_TRUE(guard.continuation(limits.continuations + 1, 0));
  EXPECT_TRUE(guard.continuation(2, limits.empty_continuations + 1));
}

// Honest traffic.
TEST_F(GuardTest, lets_a_browser_cancel_a_page_every_ten_seconds) {
  for (int page = 0; page < 30; ++page) {
    for (int i = 0; i < 180; ++i) ASSERT_FALSE(guard.stream_reset(now));
    now += seconds(10);
  }
}

TEST_F(GuardTest, lets_a_burst_of_fifty_pings_through_every_ten_seconds) {
  for (int burst = 0; burst < 30; ++burst) {
    for (int i = 0; i < 50; ++i) ASSERT_FALSE(guard.ping(now));
    now += seconds(10);
  }
}

TEST_F(GuardTest, tells_how_much_of_each_limit_is_used) {
  guard.glitch(now);
  guard.glitch(now);
  ASSERT_TRUE(guard.hold_fields(100));
  guard.stream_opened();
  std::map<std::string_view, std::pair<std::uint64_t, std::uint64_t>> uses;
  for (const auto& each : guard.uses(now)) uses[each.name] = {each.used, each.most};
  EXPECT_EQ(uses["glitches"], std::pair(std::uint64_t{2}, std::uint64_t{limits.glitches}));
  EXPECT_EQ(uses["held_field_octets"], std::pair(std::uint64_t{100}, std::uint64_t{limits.held_field_octets}));
  EXPECT_EQ(uses["window_updates"], std::pair(std::uint64_t{0}, std::uint64_t{limits.window_updates} + 2));
  EXPECT_EQ(uses["resets"], std::pair(std::uint64_t{0}, std::uint64_t{limits.resets}));
  // To look costs nothing: what is left of a bucket is the same.
  EXPECT_EQ(times_allowed([&] { return guard.glitch(now); }), limits.glitches - 2);
}

}  // namespace
}  // namespace weft::h2
