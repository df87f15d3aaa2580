// Threads, connections and pace against a server in the same process.
#include <cli/load/run.hpp>

#include <unistd.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include <weft/server/server.hpp>

namespace weft::cli::load {
namespace {

using namespace std::chrono_literals;

// The ports of the clients that were made to wait. A coroutine captures nothing.
std::mutex waiting_mutex;
std::set<std::uint16_t> waiting_ports;

Task<> stall(Context& c) {
  {
    const std::lock_guard lock(waiting_mutex);
    waiting_ports.insert(c.peer().port);
  }
  co_await c.sleep(200ms);
  c.text("at last");
}

class Run : public testing::Test {
 protected:
  Run() : server_(options()) {
    server_.get("/", [this](Context& c) {
      ++seen_;
      c.text("hello");
    });
    server_.get("/stall", stall);
    server_.listen("http://127.0.0.1:0");
    server_.start();
    plan_.target = parse_target(server_.endpoints().front().url);
    plan_.place = place_of(plan_.target);
    plan_.requests = {Request()};
  }
  ~Run() override {
    server_.stop();
    server_.wait();
  }

  static ServerOptions options() {
    ServerOptions options;
    options.threads = 1;
    options.signals = Signals::ignore;
    return options;
  }

  Server server_;
  std::atomic<std::uint64_t> seen_ = 0;
  Plan plan_;
};

TEST_F(Run, sends_as_many_as_it_is_told_in_both_versions) {
  plan_.count = 1003;
  plan_.threads = 2;
  plan_.connections = 5;
  plan_.h2.streams = 4;
  for (const WantedVersion version : {WantedVersion::http2, WantedVersion::http11}) {
    plan_.version = version;
    seen_ = 0;
    const Figures figures = run(plan_, {});
    EXPECT_EQ(seen_, 1003U);
    EXPECT_EQ(figures.tally.requests, 1003U);
    EXPECT_EQ(figures.tally.statuses[200], 1003U);
    EXPECT_EQ(figures.tally.under_way, 0U);
    EXPECT_EQ(figures.connected, 5U);
    EXPECT_EQ(figures.tally.transfers.response_bodies, 1003U * 5);
    EXPECT_TRUE(figures.tally.errors.empty());
    EXPECT_GT(figures.elapsed, 0ns);
    EXPECT_GT(figures.own_cpu, 0ns);
    EXPECT_FALSE(figures.server_cpu);
  }
}

TEST_F(Run, the_warm_up_is_served_and_not_counted) {
  plan_.count = 10;
  plan_.warm_up = 50ms;
  const Figures figures = run(plan_, {});
  EXPECT_GT(seen_, 10U);
  EXPECT_EQ(figures.tally.requests, 10U);
  EXPECT_EQ(figures.tally.latency.count(), 10U);
}

TEST_F(Run, the_cpu_of_a_process_is_that_of_the_measurement) {
  plan_.count = 1000;
  const Figures figures = run(plan_, {.server = ::getpid()});
  ASSERT_TRUE(figures.server_cpu);
  EXPECT_GT(*figures.server_cpu, 0ns);
  EXPECT_GT(figures.server_microseconds().value(), 0);
}

// The first of twenty requests, one each ten milliseconds, takes 200: no request behind the first can be answered
// before, and each has waited since it was due.
TEST_F(Run, at_a_rate_a_stall_is_in_the_latencies_of_all_that_it_held_up) {
  plan_.requests.assign(20, Request());
  plan_.requests.front().path = "/stall";
  plan_.count = 20;
  plan_.rate = 100;
  const Figures figures = run(plan_, {});
  ASSERT_EQ(figures.tally.latency.count(), 20U);
  EXPECT_GE(figures.tally.latency.largest(), 200ms);
  EXPECT_GE(figures.tally.latency.at(0.5), 100ms);
  EXPECT_GE(figures.tally.latency.smallest(), 10ms);
}

TEST_F(Run, requests_that_are_due_go_wherever_there_is_room) {
  waiting_ports.clear();
  plan_.requests.front().path = "/stall";
  plan_.connections = 4;
  plan_.h2.streams = 2;
  plan_.count = 8;
  plan_.rate = 1'000'000;
  const Figures figures = run(plan_, {});
  EXPECT_EQ(figures.tally.statuses[200], 8U);
  EXPECT_EQ(waiting_ports.size(), 4U);
}

TEST_F(Run, a_rate_that_finds_no_room_is_told) {
  plan_.requests.front().path = "/stall";
  plan_.duration = 100ms;
  plan_.rate = 1000;
  plan_.timeout = 250ms;
  const Figures figures = run(plan_, {});
  EXPECT_EQ(figures.tally.requests + figures.tally.unsent, 100U);
  EXPECT_GT(figures.tally.unsent, 0U);
}

TEST_F(Run, without_a_connection_there_is_an_error_with_its_reason) {
  server_.stop();
  server_.wait();
  plan_.count = 1;
  try {
    run(plan_, {});
    ADD_FAILURE();
  } catch (const NoConnection& error) {
    EXPECT_EQ(std::string(error.what()), plan_.target.origin() + ": no connection: connection_refused");
    EXPECT_EQ(error.figures.tally.errors.at("no connection: connection_refused"), 1U);
  }
}

TEST_F(Run, a_rate_is_held_against_the_time_that_was_asked_for) {
  plan_.count = 3;
  plan_.rate = 10;
  EXPECT_DOUBLE_EQ(run(plan_, {}).requests_per_second(), 10);
  plan_.count = {};
  plan_.duration = 200ms;
  EXPECT_DOUBLE_EQ(run(plan_, {}).requests_per_second(), 10);
  plan_.rate = 0;
  EXPECT_EQ(run(plan_, {}).elapsed, 200ms);
}

TEST_F(Run, a_signal_ends_it_with_what_was) {
  plan_.requests.front().path = "/stall";
  plan_.connections = 2;
  plan_.duration = 1h;
  int asked = 0;
  const Figures figures = run(plan_, {.interrupted = [&] { return ++asked < 10 ? 0 : 15; }});
  EXPECT_EQ(figures.interrupted, 15);
  EXPECT_GT(figures.tally.latency.count(), 0U);
  EXPECT_EQ(figures.tally.requests, figures.tally.latency.count());
  EXPECT_LE(figures.tally.unfinished, 2U);
  EXPECT_EQ(figures.tally.failures, 0U);
  EXPECT_TRUE(figures.tally.errors.empty());
  EXPECT_GT(figures.elapsed, 0ns);
  EXPECT_LT(figures.elapsed, 1min);
}

TEST_F(Run, a_connection_takes_no_more_requests_than_its_quota) {
  waiting_ports.clear();
  plan_.requests.front().path = "/stall";
  plan_.connections = 2;
  plan_.count = 6;
  plan_.h2.quota = 1;
  for (const WantedVersion version : {WantedVersion::http2, WantedVersion::http11}) {
    plan_.version = version;
    waiting_ports.clear();
    const Figures figures = run(plan_, {});
    EXPECT_EQ(figures.tally.statuses[200], 6U);
    EXPECT_EQ(figures.tally.reconnects, 4U);
    EXPECT_EQ(waiting_ports.size(), 6U);
    EXPECT_TRUE(figures.tally.errors.empty());
  }
}

}  // namespace
}  // namespace weft::cli::load
