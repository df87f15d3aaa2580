#include <weft/h2/ending.hpp>

#include <gtest/gtest.h>

namespace weft::h2 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class EndingTest : public ::testing::Test {
 protected:
  const Timeouts timeouts;
  const Time start = Time{} + seconds(100);
  const Time age_limit = start + timeouts.age;
};

// RFC 9113 6.8: a server accepts streams that were on their way, and then tells which ones it has taken.
TEST_F(EndingTest, of_a_server_has_two_phases) {
  Ending ending(http::Role::server);
  ending.accepted(3);
  const frame::Goaway first = ending.begin(Reason::shutdown, start, timeouts);
  EXPECT_EQ(first.last_stream, frame::max_stream_id);
  EXPECT_EQ(first.code, ErrorCode::no_error);
  EXPECT_EQ(as_text(first.debug), "shutdown");
  EXPECT_TRUE(ending.is_announced());
  EXPECT_FALSE(ending.is_due_without_streams());
  EXPECT_FALSE(ending.is_beyond(7));
  ending.accepted(5);
  EXPECT_TRUE(ending.is_answered_by({.ack = true, .opaque = Ending::announcing_ping.opaque}));
  EXPECT_FALSE(ending.is_answered_by({.ack = true, .opaque = {}}));
  EXPECT_EQ(ending.finish_announcing().last_stream, 5u);
  EXPECT_TRUE(ending.is_due_without_streams());
  EXPECT_TRUE(ending.is_beyond(7));
  EXPECT_FALSE(ending.is_beyond(5));
  // A stream of our own is never beyond the last stream in our GOAWAY, which concerns the peer's streams.
  EXPECT_FALSE(ending.is_beyond(8));
}

TEST_F(EndingTest, of_a_client_has_one_phase) {
  Ending ending(http::Role::client);
  ending.accepted(2);
  EXPECT_EQ(ending.begin(Reason::shutdown, start, timeouts).last_stream, 2u);
  EXPECT_FALSE(ending.is_announced());
  EXPECT_TRUE(ending.is_beyond(4));
  EXPECT_FALSE(ending.is_beyond(5));
}

TEST_F(EndingTest, says_goaway_once_where_nothing_is_wrong) {
  Ending ending(http::Role::client);
  ending.begin(Reason::shutdown, start, timeouts);
  EXPECT_FALSE(ending.finish(ending.parting(), ErrorCode::no_error));
  EXPECT_TRUE(ending.is_over());
  EXPECT_FALSE(ending.is_beyond(4));
}

// RFC 9113 6.8: "Endpoints MUST NOT increase the value they send in the last stream identifier".
TEST_F(EndingTest, never_raises_the_last_stream) {
  Ending ending(http::Role::server);
  ending.accepted(1);
  ending.begin(Reason::shutdown, start, timeouts);
  ending.finish_announcing();
  ending.accepted(3);
  const auto goaway = ending.finish(close_of(Reason::drain_timeout), ErrorCode::no_error);
  EXPECT_FALSE(goaway);

  Ending lost(http::Role::server);
  lost.accepted(1);
  lost.begin(Reason::shutdown, start, timeouts);
  lost.finish_announcing();
  lost.accepted(3);
  EXPECT_EQ(lost.finish(close_of(Reason::compression_error), ErrorCode::compression_error)->last_stream, 1u);
}

TEST_F(EndingTest, says_nothing_to_a_peer_that_has_gone) {
  Ending ending(http::Role::server);
  ending.on_peer_gone();
  EXPECT_EQ(ending.parting().reason, "peer_closed");
  EXPECT_FALSE(ending.finish(close_of(Reason::compression_error), ErrorCode::compression_error));
}

TEST_F(EndingTest, keeps_the_first_word_of_the_peer) {
  Ending ending(http::Role::client);
  ending.on_goaway(ErrorCode::enhance_your_calm);
  EXPECT_FALSE(ending.allows_new_streams());
  EXPECT_TRUE(ending.is_running());
  EXPECT_TRUE(ending.is_due_without_streams());
  EXPECT_EQ(ending.parting().reason, "peer_goaway");
  EXPECT_EQ(ending.parting().code, static_cast<std::uint32_t>(ErrorCode::enhance_your_calm));
  ending.on_goaway(ErrorCode::no_error);
  ending.on_peer_gone();
  EXPECT_EQ(ending.parting().reason, "peer_goaway");
}

TEST_F(EndingTest, has_a_deadline_for_each_phase) {
  Ending ending(http::Role::server);
  EXPECT_EQ(ending.deadline(age_limit), age_limit);
  ending.begin(Reason::age_limit, start, timeouts);
  const Time answered_by = ending.deadline(age_limit);
  EXPECT_EQ(answered_by, start + seconds(1));
  EXPECT_FALSE(ending.has_announced_for_long(answered_by - milliseconds(1)));
  EXPECT_TRUE(ending.has_announced_for_long(answered_by));
  ending.finish_announcing();
  EXPECT_EQ(ending.deadline(age_limit), start + timeouts.drain);
  EXPECT_FALSE(ending.has_drained_for_too_long(start + timeouts.drain - milliseconds(1)));
  EXPECT_TRUE(ending.has_drained_for_too_long(start + timeouts.drain));
  ending.finish(ending.parting(), ErrorCode::no_error);
  EXPECT_EQ(ending.deadline(age_limit), never);
}

// Streams that are open when the peer closes its side may take as long as the connection could have lived …
TEST_F(EndingTest, leaves_what_is_under_way_its_time) {
  Ending ending(http::Role::server);
  ending.on_peer_gone();
  ending.drain(start, age_limit, timeouts);
  EXPECT_EQ(ending.deadline(age_limit), start + timeouts.half_closed);
  ending.look_again_at(never);
  EXPECT_EQ(ending.deadline(age_limit), age_limit + timeouts.drain);
}

// … unless its end was near.
TEST_F(EndingTest, does_not_come_later_because_the_peer_has_gone) {
  Ending ending(http::Role::server);
  ending.begin(Reason::shutdown, start, timeouts);
  ending.on_peer_gone();
  ending.drain(start + seconds(1), age_limit, timeouts);
  ending.look_again_at(never);
  EXPECT_EQ(ending.deadline(age_limit), start + timeouts.drain);
}

}  // namespace
}  // namespace weft::h2
