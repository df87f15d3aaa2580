// The examples of docs/guide/testing.md. The guide has them as they stand here: examples_test.py.
#include <chrono>
#include <future>

#include <gtest/gtest.h>

#include <weft/testing/testing.hpp>

namespace testing_guide {

using namespace std::chrono_literals;

void add_routes(weft::Server& server) {
  server.get("/hello/{name}", [](weft::Context& c) { c.text("hello " + c.param("name")); });
  server.post("/orders", [](weft::Context& c) -> weft::Task<> {
    if (c.field("x-token") != "42") co_return c.error(weft::http::Status::forbidden);
    const auto order = co_await c.body().text(64 * 1024);
    if (!order) co_return c.error(order.error());
    c.status(weft::http::Status::created).json(*order);
  });
}

void add_report(weft::Server& server) {
  const auto report = [](weft::Context& c) -> weft::Task<> { co_await c.sleep(1h); };
  server.get("/report", report, {.timeout = 5s});
}

TEST(TestingGuide, routes_are_asked_without_a_port) {
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  add_routes(server);
  const auto response = weft::test(server).get("/hello/ada");
  EXPECT_EQ(response.code(), 200u);
  EXPECT_EQ(response.body, "hello ada");
  EXPECT_EQ(response.field("content-type"), "text/plain; charset=utf-8");
}

TEST(TestingGuide, requests_have_fields_and_bodies) {
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  add_routes(server);
  const auto test = weft::test(server, {.version = weft::http::Version::http11});  // HTTP/2 without this
  EXPECT_EQ(test.post("/orders", {.json = R"({"tea": 2})"}).code(), 403u);
  const auto made = test.post("/orders", {.fields = {{"x-token", "42"}}, .json = R"({"tea": 2})"});
  EXPECT_EQ(made.code(), 201u);
  EXPECT_EQ(made.body, R"({"tea": 2})");
}

TEST(TestingGuide, time_limits_are_met_without_waiting) {
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  add_report(server);
  weft::TestClock clock(server);
  const auto test = weft::test(server, {.clock = &clock});
  auto report = test.start(weft::http::Method::get, "/report");  // a std::future
  clock.advance(4s);
  EXPECT_EQ(report.wait_for(0s), std::future_status::timeout);
  clock.advance(1s);
  EXPECT_EQ(report.get().code(), 503u);
}

TEST(TestingGuide, periodic_work_is_done_without_waiting) {
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  int cleanings = 0;
  server.every(1min, [&cleanings] { ++cleanings; });
  weft::TestClock clock(server);
  clock.advance(1h);
  EXPECT_EQ(cleanings, 60);
}

}  // namespace testing_guide
