#include <weft/h2/flow.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include <weft/testkit/transcript.hpp>

namespace weft::h2 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint32_t whole_window = 100'000;

class FlowTest : public ::testing::Test {
 protected:
  std::vector<std::string> written() {
    Buffer out;
    writer.take_control(out);
    transcript.read(out.readable());
    return testkit::texts_of(transcript.take());
  }
  // Takes the octets of a frame as a connection does.
  void receive(std::uint32_t octets) {
    EXPECT_TRUE(flow.take(octets));
    EXPECT_TRUE(stream.incoming.window.take(octets));
    stream.incoming.held += octets;
    if (stream.incoming.is_paused()) flow.take_paused(octets, writer, now);
  }
  void consume(std::uint32_t octets) {
    flow.give_back_held(stream, octets, writer, now);
    stream.incoming.window.give_back(octets);
    flow.offer(stream, Credit::when_due, writer, now);
  }

  Workspace workspace;
  FrameWriter writer{workspace};
  testkit::Transcript transcript{http::Role::server};
  Options options;
  Flow flow{options, FlowWindow(1000), ReceiveWindow(whole_window, whole_window)};
  Stream stream{1, 1000, whole_window};
  Time now = Time{} + seconds(100);

  void SetUp() override { stream.state = StreamState::open; }
};

TEST_F(FlowTest, counts_what_goes_out_against_both_windows) {
  flow.sent(stream, 400, now);
  EXPECT_EQ(flow.available(), 600u);
  EXPECT_EQ(stream.outgoing.window.available(), 600u);
  flow.sent(stream, 600, now);
  EXPECT_FALSE(flow.may_send());
  EXPECT_TRUE(flow.is_blocked(stream));
  EXPECT_EQ(flow.hold(), LedgerClock::Hold::window);
  EXPECT_TRUE(flow.widen(1));
  EXPECT_TRUE(flow.may_send());
  EXPECT_EQ(flow.hold(), LedgerClock::Hold::none);
  EXPECT_FALSE(flow.widen(max_window));
}

TEST_F(FlowTest, gives_credit_in_steps_of_half_a_window) {
  receive(60'000);
  consume(40'000);
  EXPECT_THAT(written(), IsEmpty());
  consume(20'000);
  EXPECT_THAT(written(),
              ElementsAre("WINDOW_UPDATE stream=0 increment=49152", "WINDOW_UPDATE stream=1 increment=49152"));
}

// RFC 9113 6.9: octets that nobody wants count too, and their credit goes back at once.
TEST_F(FlowTest, gives_back_what_belongs_to_no_stream) {
  EXPECT_FALSE(flow.take(whole_window + 1));
  EXPECT_TRUE(flow.take(whole_window));
  EXPECT_EQ(flow.unread(), whole_window);
  flow.give_back(whole_window, writer, now);
  EXPECT_THAT(written(), ElementsAre("WINDOW_UPDATE stream=0 increment=98304"));
  EXPECT_EQ(flow.unread(), 0u);
}

TEST_F(FlowTest, makes_room_for_others_while_a_stream_is_paused) {
  flow.pause(stream, PauseBy::user, writer, now);
  receive(90'000);
  EXPECT_EQ(flow.paused_unread(), 90'000u);
  EXPECT_THAT(written(), ElementsAre("WINDOW_UPDATE stream=0 increment=65536"));
  flow.pause(stream, PauseBy::library, writer, now);
  EXPECT_FALSE(flow.resume(stream, PauseBy::user));
  EXPECT_TRUE(flow.resume(stream, PauseBy::library));
  EXPECT_EQ(flow.paused_unread(), 0u);
  // The connection's window has got most of the credit already.
  consume(90'000);
  EXPECT_THAT(written(), ElementsAre("WINDOW_UPDATE stream=1 increment=81920"));
}

TEST_F(FlowTest, gives_no_more_than_pauses_may_cost) {
  options.paused_window = 10'000;
  flow.pause(stream, PauseBy::user, writer, now);
  receive(60'000);
  flow.offer(Credit::at_once, writer, now);
  EXPECT_THAT(written(), ElementsAre("WINDOW_UPDATE stream=0 increment=10000"));
}

TEST_F(FlowTest, gives_no_credit_to_a_stream_that_gets_no_more) {
  receive(60'000);
  stream.state = StreamState::half_closed_remote;
  consume(60'000);
  EXPECT_THAT(written(), ElementsAre("WINDOW_UPDATE stream=0 increment=49152"));
}

TEST_F(FlowTest, takes_what_pauses_cost_out_of_the_budget) {
  WindowBudget budget(10'000);
  options.window_budget = &budget;
  Flow bounded(options, FlowWindow(1000), ReceiveWindow(whole_window, whole_window));
  EXPECT_TRUE(bounded.take(60'000));
  stream.incoming.held = 60'000;
  bounded.pause(stream, PauseBy::user, writer, now);
  EXPECT_EQ(budget.left(), 0u);
  EXPECT_TRUE(bounded.lacks_budget());
  bounded.offer(Credit::at_once, writer, now);
  EXPECT_THAT(written(), ElementsAre("WINDOW_UPDATE stream=0 increment=10000"));
  EXPECT_TRUE(bounded.resume(stream, PauseBy::user));
  EXPECT_EQ(budget.left(), 10'000u);
  EXPECT_FALSE(bounded.lacks_budget());
  EXPECT_TRUE(bounded.has_lacked_budget());
}

// Beyond the RFC: a peer that does not read gets no credit either.
TEST_F(FlowTest, gives_no_credit_to_a_peer_that_does_not_read) {
  options.limits.buffered_output = 0;
  writer.write(frame::Ping{});
  flow.give_back(0, writer, now);
  EXPECT_TRUE(flow.take(whole_window));
  flow.give_back(whole_window, writer, now);
  EXPECT_TRUE(flow.grants_nothing(stream, false));
  EXPECT_EQ(written().size(), 1u);
  flow.offer_what_waits(writer, now);
  EXPECT_THAT(written(), ElementsAre("WINDOW_UPDATE stream=0 increment=98304"));
}

TEST_F(FlowTest, is_silent_when_the_connection_is_lost) {
  EXPECT_TRUE(flow.take(whole_window));
  flow.stop();
  flow.give_back(whole_window, writer, now);
  EXPECT_THAT(written(), IsEmpty());
}

TEST_F(FlowTest, stops_a_stream_at_its_rate_and_others_not) {
  OwnRate bucket(100, 100, now);
  const std::array<OctetRate*, 1> buckets{&bucket};
  stream.outgoing.limits.set(buckets);
  flow.sent(stream, 100, now);
  EXPECT_EQ(flow.within_rates(stream, 900, now), 0u);
  EXPECT_TRUE(stream.outgoing.waits_for_rate);
  EXPECT_TRUE(flow.may_send());
  EXPECT_TRUE(flow.is_held_by_rate(stream, now));
  EXPECT_FALSE(flow.is_held_by_rate(now));
  EXPECT_GT(flow.rate_deadline(), now);
  EXPECT_LE(flow.rate_deadline(), now + seconds(1));
}

TEST_F(FlowTest, stops_all_streams_at_the_rate_of_the_connection) {
  OwnRate bucket(100, 100, now);
  const std::array<OctetRate*, 1> buckets{&bucket};
  flow.limit_sending(buckets);
  EXPECT_TRUE(flow.has_rates());
  flow.sent(stream, 100, now);
  EXPECT_EQ(flow.within_rates(stream, 900, now), 0u);
  EXPECT_FALSE(stream.outgoing.waits_for_rate);
  EXPECT_FALSE(flow.may_send());
  EXPECT_EQ(flow.hold(), LedgerClock::Hold::rate);
  now = flow.rate_deadline();
  flow.forget_rate_deadline();
  EXPECT_GT(flow.within_rates(stream, 900, now), 0u);
}

TEST_F(FlowTest, gives_credit_no_faster_than_its_rate) {
  OwnRate bucket(10'000, 10'000, now);
  const std::array<OctetRate*, 1> buckets{&bucket};
  EXPECT_TRUE(flow.take(whole_window));
  flow.give_back(0, writer, now);
  flow.limit_receiving(buckets, writer, now);
  flow.give_back(whole_window, writer, now);
  EXPECT_TRUE(flow.grants_nothing(stream, false));
  EXPECT_NE(flow.rate_deadline(), never);
}

// RFC 9113 5.2.3
TEST_F(FlowTest, lets_windows_grow_for_streams_that_use_them) {
  const std::uint32_t wanted = window_for(milliseconds(100), 1'000'000);
  EXPECT_EQ(wanted, 400'000u);
  EXPECT_FALSE(flow.fit(stream, wanted, writer, now));
  stream.incoming.octets += 60'000;
  EXPECT_TRUE(flow.fit(stream, wanted, writer, now));
  EXPECT_EQ(stream.incoming.window.target(), wanted);
  flow.fit(wanted, writer, now);
  EXPECT_EQ(flow.receive_window().target(), wanted);
}

TEST_F(FlowTest, takes_the_growth_of_its_window_out_of_the_budget) {
  WindowBudget budget(250'000);
  options.window_budget = &budget;
  {
    Flow bounded(options, FlowWindow(1000), ReceiveWindow(whole_window, whole_window));
    bounded.fit(200'000, writer, now);
    EXPECT_EQ(budget.left(), 150'000u);
    bounded.fit(200'000, writer, now);
    bounded.fit(whole_window, writer, now);
    EXPECT_EQ(budget.left(), 150'000u);
    bounded.fit(1'000'000, writer, now);
    EXPECT_EQ(bounded.receive_window().target(), whole_window + 250'000);
    EXPECT_EQ(budget.left(), 0u);
  }
  EXPECT_EQ(budget.left(), 250'000u);
}

TEST_F(FlowTest, leaves_the_budget_alone_where_the_application_has_chosen_a_window) {
  WindowBudget budget(250'000);
  options.window_budget = &budget;
  Flow chosen(options, FlowWindow(1000), ReceiveWindow(whole_window, whole_window));
  chosen.set_window(50'000, writer, now);
  chosen.fit(200'000, writer, now);
  EXPECT_EQ(chosen.receive_window().target(), 50'000u);
  EXPECT_EQ(budget.left(), 250'000u);
}

}  // namespace
}  // namespace weft::h2
