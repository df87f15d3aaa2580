#include <weft/http/rank.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace rank_test {

using namespace std::chrono_literals;

StreamView waiting_for(Wait wait, Duration waiting, bool has_begun = false) {
  return {.has_begun = has_begun, .wait = wait, .waiting = waiting};
}

TEST(Rank, is_that_of_the_longest_wait_that_is_not_meant) {
  const Rank longest = rank_of(waiting_for(Wait::socket, 3s));
  const Rank shorter = rank_of(waiting_for(Wait::pool, 2s));
  const Rank events = rank_of(waiting_for(Wait::application, 1h, true));
  const Rank nothing = rank_of(StreamView{.has_begun = true, .waiting = 2h});
  EXPECT_GT(longest, shorter);
  EXPECT_GT(shorter, events);
  EXPECT_GT(events, nothing);
  EXPECT_EQ(nothing, Rank());
}

// No handler means that.
TEST(Rank, of_an_application_that_has_not_answered_is_as_any_other) {
  EXPECT_GT(rank_of(waiting_for(Wait::application, 3s)), rank_of(waiting_for(Wait::socket, 2s)));
  EXPECT_GT(rank_of(waiting_for(Wait::socket, 2s, true)), rank_of(waiting_for(Wait::application, 3s, true)));
}

TEST(Rank, of_a_connection_is_that_of_its_worst_stream) {
  EngineView view;
  EXPECT_EQ(worst_of(view), Rank());
  view.streams = {waiting_for(Wait::socket, 1s), waiting_for(Wait::pool, 3s), waiting_for(Wait::priority, 2s)};
  EXPECT_EQ(worst_of(view), rank_of(view.streams[1]));
}

}  // namespace rank_test
}  // namespace weft::http
