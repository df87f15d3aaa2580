#include <weft/http/side.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace weft::http {
namespace side_test {

using namespace std::chrono_literals;

TEST(Side, has_a_name) {
  EXPECT_EQ(to_string(Side::none), "none");
  EXPECT_EQ(to_string(Side::client), "client");
  EXPECT_EQ(to_string(Side::server), "server");
  EXPECT_EQ(to_string(Side::network), "network");
}

TEST(Side, is_that_of_the_cause_or_of_what_is_known_besides) {
  EXPECT_EQ(side_of(Wait::application, {}), Side::server);
  EXPECT_EQ(side_of(Wait::application, {.awaits_request = true}), Side::client);
  EXPECT_EQ(side_of(Wait::priority, {}), Side::client);
  EXPECT_EQ(side_of(Wait::priority, {.is_placed_by_server = true}), Side::server);
  EXPECT_EQ(side_of(Wait::socket, {}), Side::network);
  EXPECT_EQ(side_of(Wait::socket, {.is_held_by_client = true}), Side::client);
  EXPECT_EQ(side_of(Wait::rate_limit, {}), Side::server);
  for (const Wait wait : {Wait::stream_window, Wait::connection_window, Wait::pool}) {
    EXPECT_EQ(side_of(wait, {}), Side::client);
  }
}

// The labels of a metric are these and no others.
TEST(Side, makes_with_its_cause_one_of_all_pairs) {
  std::vector<SidedCause> seen;
  for (const Wait wait : all_waits) {
    for (int facts = 0; facts < 8; ++facts) {
      const SidedCause pair{wait, side_of(wait, {(facts & 1) != 0, (facts & 2) != 0, (facts & 4) != 0})};
      EXPECT_NE(std::ranges::find(all_sided_causes, pair), all_sided_causes.end()) << to_string(wait);
      if (std::ranges::find(seen, pair) == seen.end()) seen.push_back(pair);
    }
  }
  EXPECT_EQ(seen.size(), all_sided_causes.size());
}

TEST(SidedWaits, add_up_to_all_waits) {
  SidedWaits waits{.for_request = 2s};
  for (const Wait wait : all_waits) waits.times[wait] = 3s;
  for (const bool is_true : {false, true}) {
    waits.is_placed_by_server = waits.is_held_by_client = is_true;
    Duration all{};
    for (const SidedCause& each : all_sided_causes) all += waits[each];
    EXPECT_EQ(all, waits.times.total());
  }
}

TEST(SidedWaits, share_the_time_of_the_application) {
  SidedWaits waits{.for_request = 2s};
  waits.times[Wait::application] = 5s;
  EXPECT_EQ((waits[{Wait::application, Side::client}]), 2s);
  EXPECT_EQ((waits[{Wait::application, Side::server}]), 3s);
  EXPECT_EQ(waits.longest(), (SidedCause{Wait::application, Side::server}));
  waits.for_request = 3s;
  EXPECT_EQ(waits.longest(), (SidedCause{Wait::application, Side::client}));
  // The ledger and the handler do not look at the same moment.
  waits.for_request = 5s + 1ms;
  EXPECT_EQ((waits[{Wait::application, Side::client}]), 5s);
  EXPECT_EQ((waits[{Wait::application, Side::server}]), 0s);
}

TEST(SidedWaits, belong_to_one_side_where_nobody_shares) {
  SidedWaits waits;
  waits.times[Wait::socket] = 3s;
  EXPECT_EQ((waits[{Wait::socket, Side::network}]), 3s);
  EXPECT_EQ((waits[{Wait::socket, Side::client}]), 0s);
  waits.is_held_by_client = true;
  EXPECT_EQ((waits[{Wait::socket, Side::network}]), 0s);
  EXPECT_EQ((waits[{Wait::socket, Side::client}]), 3s);
}

TEST(SidedWaits, name_the_longest) {
  SidedWaits waits;
  waits.times[Wait::pool] = 2ms;
  waits.times[Wait::priority] = 3ms;
  waits.is_placed_by_server = true;
  EXPECT_EQ(waits.longest(), (SidedCause{Wait::priority, Side::server}));
  waits.times[Wait::pool] = 4ms;
  EXPECT_EQ(waits.longest(), (SidedCause{Wait::pool, Side::client}));
}

TEST(SidedWaits, tell_of_nothing_that_is_shorter_than_a_millisecond) {
  SidedWaits waits;
  EXPECT_EQ(waits.longest(), std::nullopt);
  waits.times[Wait::stream_window] = 999us;
  EXPECT_EQ(waits.longest(), std::nullopt);
  waits.times[Wait::stream_window] = 1ms;
  EXPECT_EQ(waits.longest(), (SidedCause{Wait::stream_window, Side::client}));
}

TEST(SidedWaits, are_worth_a_question_where_the_socket_was_the_longest_and_long) {
  SidedWaits waits;
  waits.times[Wait::socket] = 99ms;
  EXPECT_FALSE(waits.is_for_socket());
  waits.times[Wait::socket] = 100ms;
  EXPECT_TRUE(waits.is_for_socket());
  waits.times[Wait::application] = 1s;
  EXPECT_FALSE(waits.is_for_socket());
}

}  // namespace side_test
}  // namespace weft::http
