#include <cli/load/tally.hpp>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

constexpr Time from{1h};

TEST(Tally, a_request_ends_as_an_answer_or_as_an_error) {
  Tally tally;
  tally.from = from;
  tally.begun(from);
  tally.begun(from + 1s);
  EXPECT_EQ(tally.under_way, 2U);
  tally.answered(from, from + 3ms, 404);
  tally.failed(from + 1s, "reset: CANCEL");
  EXPECT_EQ(tally.under_way, 0U);
  EXPECT_EQ(tally.requests, 2U);
  EXPECT_EQ(tally.latency.count(), 1U);
  EXPECT_EQ(tally.latency.largest(), 3ms);
  EXPECT_EQ(tally.statuses[404], 1U);
  EXPECT_EQ(tally.failures, 1U);
  EXPECT_EQ(tally.errors.at("reset: CANCEL"), 1U);
  EXPECT_EQ(tally.last, from + 3ms);
}

TEST(Tally, a_warm_up_leaves_no_trace) {
  Tally tally;
  tally.from = from;
  tally.begun(from - 1ns);
  tally.begun(from - 1ns);
  EXPECT_EQ(tally.under_way, 2U);
  tally.answered(from - 1ns, from + 1s, 200);
  tally.failed(from - 1ns, "reset: CANCEL");
  EXPECT_EQ(tally.under_way, 0U);
  EXPECT_EQ(tally.requests, 0U);
  EXPECT_EQ(tally.latency.count(), 0U);
  EXPECT_EQ(tally.statuses[200], 0U);
  EXPECT_EQ(tally.failures, 0U);
  EXPECT_TRUE(tally.errors.empty());
}

TEST(Tally, threads_add_up) {
  Tally sum;
  for (int i = 1; i <= 2; ++i) {
    Tally tally;
    tally.from = from;
    tally.begun(from);
    tally.answered(from, from + i * 1ms, 200);
    tally.error("no connection: connection_refused");
    tally.read(100);
    tally.traffic.sent = 7;
    tally.unsent = 3;
    tally.reconnects = 1;
    sum.add(tally);
  }
  EXPECT_EQ(sum.requests, 2U);
  EXPECT_EQ(sum.statuses[200], 2U);
  EXPECT_EQ(sum.errors.at("no connection: connection_refused"), 2U);
  EXPECT_EQ(sum.traffic.received, 200U);
  EXPECT_EQ(sum.traffic.reads, 2U);
  EXPECT_EQ(sum.traffic.sent, 14U);
  EXPECT_EQ(sum.traffic.requests_per_read(), 1);
  EXPECT_EQ(sum.unsent, 6U);
  EXPECT_EQ(sum.reconnects, 2U);
  EXPECT_EQ(sum.last, from + 2ms);
}

}  // namespace
}  // namespace weft::cli::load
