#include <gtest/gtest.h>

#include <weft/h2/ledger.hpp>

namespace weft::h2 {
namespace {

using enum http::Wait;
using Hold = LedgerClock::Hold;
using std::chrono::seconds;

struct Ledgers : testing::Test {
  void pass(int count, Hold hold = Hold::none) { clock.advance(clock.reading().now + seconds(count), hold); }
  // Its turn: one more frame.
  void send(Ledger& sender) {
    sender.picked(clock);
    clock.sent();
  }
  Duration of(http::Wait wait) const { return ledger.waits(clock)[wait]; }
  Duration total() const { return ledger.waits(clock).total(); }

  LedgerClock clock{Time() + seconds(1000)};
  Ledger ledger;
  Ledger other;
};

TEST_F(Ledgers, count_nothing_before_the_beginning_and_after_the_end) {
  pass(1);
  ledger.wait_for(application, clock);
  pass(2);
  ledger.end(clock);
  pass(4);
  EXPECT_EQ(of(application), seconds(2));
  EXPECT_EQ(total(), seconds(2));
}

TEST_F(Ledgers, tell_what_is_waited_for_while_it_lasts) {
  ledger.wait_for(stream_window, clock);
  pass(1);
  EXPECT_EQ(of(stream_window), seconds(1));
  pass(1);
  EXPECT_EQ(of(stream_window), seconds(2));
  EXPECT_EQ(total(), seconds(2));
}

TEST_F(Ledgers, sum_up_what_is_waited_for_again) {
  for (const http::Wait wait : {application, pool, rate_limit, application, application}) {
    ledger.wait_for(wait, clock);
    pass(1);
  }
  EXPECT_EQ(of(application), seconds(3));
  EXPECT_EQ(of(pool), seconds(1));
  EXPECT_EQ(of(rate_limit), seconds(1));
  EXPECT_EQ(total(), seconds(5));
}

TEST_F(Ledgers, do_not_count_what_holds_the_connection_while_the_stream_waits_by_itself) {
  ledger.wait_for(application, clock);
  pass(1, Hold::window);
  pass(2, Hold::rate);
  ledger.wait_for_turn(clock);
  EXPECT_EQ(of(application), seconds(3));
  EXPECT_EQ(total(), seconds(3));
}

TEST_F(Ledgers, count_what_holds_the_connection_while_the_stream_is_ready) {
  ledger.wait_for_turn(clock);
  pass(1, Hold::window);
  pass(2, Hold::rate);
  pass(4);
  pass(8, Hold::window);
  send(ledger);
  EXPECT_EQ(of(connection_window), seconds(9));
  EXPECT_EQ(of(rate_limit), seconds(2));
  EXPECT_EQ(of(socket), seconds(4));
  EXPECT_EQ(total(), seconds(15));
}

TEST_F(Ledgers, of_who_is_alone_wait_for_the_socket) {
  ledger.wait_for_turn(clock);
  for (int i = 0; i < 5; ++i) {
    pass(1);
    send(ledger);
  }
  EXPECT_EQ(of(socket), seconds(5));
  EXPECT_EQ(total(), seconds(5));
}

TEST_F(Ledgers, of_who_must_let_others_go_first_wait_for_priority) {
  ledger.wait_for_turn(clock);
  other.wait_for_turn(clock);
  pass(1);
  send(other);
  pass(2);
  send(other);
  pass(4);
  send(ledger);
  // The message was next for the last four seconds.
  EXPECT_EQ(of(priority), seconds(3));
  EXPECT_EQ(of(socket), seconds(4));
  EXPECT_EQ(other.waits(clock)[socket], seconds(3));
}

TEST_F(Ledgers, of_those_who_are_sent_together_wait_for_the_socket) {
  ledger.wait_for_turn(clock);
  other.wait_for_turn(clock);
  for (int i = 0; i < 3; ++i) {
    pass(1);
    send(other);
    send(ledger);
  }
  EXPECT_EQ(of(socket), seconds(3));
  EXPECT_EQ(of(priority), seconds(0));
}

TEST_F(Ledgers, do_not_wait_for_those_who_were_sent_before_they_were_ready) {
  pass(1);
  send(other);
  ledger.wait_for_turn(clock);
  pass(1);
  EXPECT_EQ(of(socket), seconds(1));
  EXPECT_EQ(of(priority), seconds(0));
}

TEST_F(Ledgers, of_who_gives_up_while_others_are_sent_wait_for_priority) {
  ledger.wait_for_turn(clock);
  pass(1);
  send(other);
  ledger.end(clock);
  EXPECT_EQ(of(priority), seconds(1));
  EXPECT_EQ(total(), seconds(1));
}

TEST_F(Ledgers, tell_priority_from_what_held_the_connection_meanwhile) {
  ledger.wait_for_turn(clock);
  pass(1);
  send(other);
  pass(2, Hold::window);
  send(other);
  pass(4);
  send(other);
  pass(8, Hold::rate);
  send(ledger);
  EXPECT_EQ(of(priority), seconds(5));
  EXPECT_EQ(of(connection_window), seconds(2));
  EXPECT_EQ(of(rate_limit), seconds(8));
  EXPECT_EQ(of(socket), seconds(0));
}

TEST_F(Ledgers, count_a_wait_that_was_found_late_from_its_beginning) {
  const Time begun = clock.now();
  pass(2);
  ledger.has_waited_for(application, begun, clock);
  EXPECT_EQ(of(application), seconds(2));
  pass(1);
  // It lasts: nothing begins anew.
  ledger.has_waited_for(application, clock.now() - seconds(1), clock);
  EXPECT_EQ(ledger.present(clock, Hold::none)->since, seconds(3));
  // No moment counts twice.
  ledger.has_waited_for(rate_limit, begun, clock);
  pass(4);
  EXPECT_EQ(of(application), seconds(3));
  EXPECT_EQ(of(rate_limit), seconds(4));
  EXPECT_EQ(total(), seconds(7));
}

TEST_F(Ledgers, know_whether_octets_have_come_since_the_mark) {
  EXPECT_FALSE(ledger.has_passed_mark(0));
  EXPECT_TRUE(ledger.has_passed_mark(1));
  ledger.mark(0x1'2345'6789);
  EXPECT_FALSE(ledger.has_passed_mark(0x1'2345'6789));
  EXPECT_TRUE(ledger.has_passed_mark(0x1'2345'678a));
}

TEST_F(Ledgers, tell_what_is_waited_for_now) {
  const auto present = [this](Hold hold = Hold::none) { return ledger.present(clock, hold); };
  EXPECT_FALSE(present());
  ledger.wait_for(pool, clock);
  pass(2);
  ledger.wait_for(stream_window, clock);
  pass(1);
  ASSERT_TRUE(present());
  EXPECT_EQ(present()->cause, stream_window);
  EXPECT_EQ(present()->since, seconds(1));
  // The stream's own wait comes first.
  EXPECT_EQ(present(Hold::window)->cause, stream_window);
  ledger.wait_for_turn(clock);
  EXPECT_FALSE(present());
  EXPECT_EQ(present(Hold::window)->cause, connection_window);
  EXPECT_EQ(present(Hold::rate)->cause, rate_limit);
  ledger.end(clock);
  EXPECT_FALSE(present());
}

}  // namespace
}  // namespace weft::h2
