#include <cli/load/tally.hpp>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

constexpr Time from{1h};

TEST(Tally, a_request_ends_as_an_answer_or_as_an_error) {
  Tally tally;
  tally.from = from;
  tally.begun(from, from);
  tally.begun(from + 1s, from + 1s);
  EXPECT_EQ(tally.under_way, 2U);
  tally.answered(from, from + 2ms, from + 3ms, 404);
  tally.failed(from + 1s, "reset: CANCEL");
  EXPECT_EQ(tally.under_way, 0U);
  EXPECT_EQ(tally.requests, 2U);
  EXPECT_EQ(tally.latency.count(), 1U);
  EXPECT_EQ(tally.latency.largest(), 3ms);
  EXPECT_EQ(tally.statuses[404], 1U);
  EXPECT_EQ(tally.failures, 1U);
  EXPECT_EQ(tally.errors.at("reset: CANCEL"), 1U);
  EXPECT_EQ(tally.first_octet.largest(), 2ms);
  EXPECT_EQ(tally.last, from + 3ms);
  EXPECT_EQ(tally.last_begun, from + 1s);
}

TEST(Tally, a_warm_up_leaves_no_trace) {
  Tally tally;
  tally.from = from;
  tally.begun(from - 1ns, from - 1ns);
  tally.begun(from - 1ns, from - 1ns);
  EXPECT_EQ(tally.under_way, 2U);
  tally.answered(from - 1ns, from + 1s, from + 1s, 200);
  tally.failed(from - 1ns, "reset: CANCEL");
  EXPECT_EQ(tally.under_way, 0U);
  EXPECT_EQ(tally.requests, 0U);
  EXPECT_EQ(tally.latency.count(), 0U);
  EXPECT_EQ(tally.statuses[200], 0U);
  EXPECT_EQ(tally.failures, 0U);
  EXPECT_TRUE(tally.errors.empty());
}

TEST(Tally, an_answer_after_the_time_counts_but_not_for_the_rate) {
  Tally tally;
  tally.from = from;
  tally.until = from + 1s;
  tally.begun(from, from);
  tally.begun(from, from);
  tally.answered(from, from + 1s, from + 1s, 200);
  tally.answered(from, from + 1s, from + 1s + 1ns, 200);
  EXPECT_EQ(tally.statuses[200], 2U);
  EXPECT_EQ(tally.in_time, 1U);
}

TEST(Tally, what_nobody_waits_for_any_more_is_no_request_and_no_failure) {
  Tally tally;
  tally.from = from;
  tally.begun(from, from);
  tally.withdrawn(from);
  EXPECT_EQ(tally.under_way, 0U);
  EXPECT_EQ(tally.requests, 0U);
  EXPECT_EQ(tally.failures, 0U);
  EXPECT_EQ(tally.unfinished, 1U);
}

TEST(Tally, threads_add_up) {
  Tally sum;
  for (int i = 1; i <= 2; ++i) {
    Tally tally;
    tally.from = from;
    tally.begun(from, from);
    tally.answered(from, from + 1ms, from + i * 1ms, 200);
    tally.error("no connection: connection_refused");
    tally.read(100);
    tally.transfers.sent = 7;
    tally.unsent = 3;
    tally.resent = 2;
    tally.begun(from, from);
    tally.withdrawn(from);
    tally.connect.record(i * 1ms);
    tally.reconnects = 1;
    sum.add(tally);
  }
  EXPECT_EQ(sum.requests, 2U);
  EXPECT_EQ(sum.statuses[200], 2U);
  EXPECT_EQ(sum.errors.at("no connection: connection_refused"), 2U);
  EXPECT_EQ(sum.transfers.received, 200U);
  EXPECT_EQ(sum.transfers.reads, 2U);
  EXPECT_EQ(sum.transfers.sent, 14U);
  EXPECT_EQ(sum.transfers.requests_per_read(), 1);
  EXPECT_EQ(sum.unsent, 6U);
  EXPECT_EQ(sum.resent, 4U);
  EXPECT_EQ(sum.unfinished, 2U);
  EXPECT_EQ(sum.in_time, 2U);
  EXPECT_EQ(sum.first_octet.largest(), 1ms);
  EXPECT_EQ(sum.connect.largest(), 2ms);
  EXPECT_EQ(sum.reconnects, 2U);
  EXPECT_EQ(sum.last, from + 2ms);
}

}  // namespace
}  // namespace weft::cli::load
