#include <weft/testing/testing.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/server/events/broadcast.hpp>

namespace weft {
namespace {

using http::Version;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

class WithoutSockets : public ::testing::TestWithParam<Version> {
 protected:
  WithoutSockets() : server({.threads = 1, .signals = Signals::ignore}) {
    server.get("/hello", [](Context& c) { c.text("hello"); });
    server.route(http::Method::get, "/what/{name}", [](Context& c) {
      c.set("x-name", c.param("name"));
      c.text(std::string(c.query()) + " " + std::string(c.request().authority));
    });
    const auto echo = [](Context& c) -> Task<> {
      const auto text = co_await c.body().text(1000);
      if (!text) co_return c.error(text.error());
      c.set("x-token", c.field("x-token").value_or("none"));
      c.bytes(c.field("content-type").value_or("none/none"), *text);
    };
    server.post("/echo", echo);
    server.put("/echo", echo);
    server.patch("/echo", echo);
    server.delete_("/echo", [](Context& c) { c.status(http::Status::no_content); });
    server.get("/never", [](Context& c) -> Task<> { co_await c.sleep(1h); });
    server.get("/broken", [](Context& c) -> Task<> {
      auto body = c.stream("text/plain");
      co_await body.write("half");
      throw std::runtime_error("broken");
    });
    server.get("/away", [](Context& c) -> Task<> { c.text(co_await c.offload([] { return std::string("away"); })); });
    server.get("/events", news.handler());
  }
  ~WithoutSockets() override { server.stop(); }

  TestClient client() { return test(server, {.version = GetParam()}); }

  Broadcast news;
  Server server;
};

TEST_P(WithoutSockets, get_answers) {
  const auto response = client().get("/hello");
  EXPECT_EQ(response.code(), 200u);
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.field("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(response.field("x-none"), "");
  EXPECT_EQ(response.version, GetParam());
  EXPECT_TRUE(server.endpoints().empty());
}

TEST_P(WithoutSockets, have_paths_queries_and_a_host) {
  const auto test = weft::test(server, {.version = GetParam(), .host = "a.test:81"});
  const auto response = test.get("/what/tea?for=two");
  EXPECT_EQ(response.field("x-name"), "tea");
  EXPECT_EQ(response.body, "for=two a.test:81");
}

TEST_P(WithoutSockets, send_bodies_and_fields) {
  const auto test = client();
  const auto text = test.post("/echo", {.fields = {{"x-token", "42"}}, .body = "tea"});
  EXPECT_EQ(text.body, "tea");
  EXPECT_EQ(text.field("content-type"), "text/plain");
  EXPECT_EQ(text.field("x-token"), "42");
  EXPECT_EQ(test.put("/echo", {.body = "<a/>", .media_type = "text/xml"}).field("content-type"), "text/xml");
  const auto json = test.patch("/echo", {.json = R"({"tea": 2})"});
  EXPECT_EQ(json.field("content-type"), "application/json");
  EXPECT_EQ(json.body, R"({"tea": 2})");
  EXPECT_EQ(test.del("/echo").code(), 204u);
  EXPECT_EQ(test.head("/hello").code(), 200u);
}

TEST_P(WithoutSockets, give_errors_of_the_server_as_responses) {
  const auto test = client();
  EXPECT_EQ(test.get("/nowhere").code(), 404u);
  EXPECT_EQ(test.request(http::Method::put, "/hello").code(), 405u);
  EXPECT_EQ(test.post("/echo", {.body = std::string(2000, 'x')}).code(), 413u);
}

TEST_P(WithoutSockets, throw_where_no_response_comes) {
  EXPECT_THROW(client().get("/broken"), std::runtime_error);
  EXPECT_THROW(client().get("nowhere"), std::invalid_argument);
  const auto hasty = weft::test(server, {.version = GetParam(), .patience = 20ms});
  try {
    hasty.get("/never");
    ADD_FAILURE() << "it never answers";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("GET /never: "));
  }
}

TEST_P(WithoutSockets, come_by_an_endpoint_where_that_is_said) {
  server.endpoint("admin").get("/health", [](Context& c) { c.text("well"); });
  server.endpoint("public").get("/health", [](Context& c) { c.text("open"); });
  const auto by = [this](const std::string& endpoint) {
    return test(server, {.version = GetParam(), .endpoint = endpoint});
  };
  EXPECT_EQ(by("admin").get("/health").body, "well");
  EXPECT_EQ(by("public").get("/health").body, "open");
  EXPECT_EQ(by("admin").get("/hello").body, "hello");
  EXPECT_EQ(client().get("/health").code(), 404u);
  EXPECT_THROW(by("nobody"), std::invalid_argument);
}

TEST_P(WithoutSockets, reach_threads_for_work_that_blocks) {
  EXPECT_EQ(client().get("/away").body, "away");
}

TEST_P(WithoutSockets, follow_event_streams) {
  const auto test = client();
  auto stream = test.begin(http::Method::get, "/events").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  news.publish({"tea", "", "1"});
  news.close();
  std::string all;
  for (;;) {
    auto piece = stream->read_wait();
    ASSERT_TRUE(piece.has_value()) << piece.error().text();
    if (piece->empty()) break;
    all += *piece;
  }
  EXPECT_EQ(all, "id: 1\ndata: tea\n\n");
}

// --- time ------------------------------------------------------------------------------------------------------------

class WithClock : public ::testing::TestWithParam<Version> {
 protected:
  WithClock() : server({.threads = 2, .signals = Signals::ignore}) {}
  ~WithClock() override { server.stop(); }

  // Patient: a machine that is busy takes its time for an hour.
  TestClient client(TestClock& clock) {
    return test(server, {.version = GetParam(), .patience = 60s, .clock = &clock});
  }
  static bool is_there(const std::future<TestResponse>& response) {
    return response.wait_for(0s) == std::future_status::ready;
  }

  Server server;
};

TEST_P(WithClock, routes_end_at_their_time_limit) {
  server.get("/slow", [](Context& c) -> Task<> { co_await c.sleep(1h); }, {.timeout = 5s});
  TestClock clock(server);
  auto response = client(clock).start(http::Method::get, "/slow");
  clock.advance(4s + 950ms);
  EXPECT_FALSE(is_there(response));
  clock.advance(50ms);
  EXPECT_EQ(response.get().code(), 503u);
}

TEST_P(WithClock, handlers_sleep_as_long_as_the_test_says) {
  server.get("/late", [](Context& c) -> Task<> {
    const auto begun = c.now();
    co_await c.sleep(10min);
    c.text(c.now() - begun == 10min ? "ten minutes" : "another time");
  });
  TestClock clock(server);
  const auto test = client(clock);
  auto first = test.start(http::Method::get, "/late");
  clock.advance(5min);
  auto second = test.start(http::Method::get, "/late");
  clock.advance(5min);
  EXPECT_EQ(first.get().body, "ten minutes");
  EXPECT_FALSE(is_there(second));
  clock.advance(5min);
  EXPECT_EQ(second.get().body, "ten minutes");
}

TEST_P(WithClock, work_beside_requests_is_done_each_time) {
  std::atomic<int> times = 0;
  server.every(5s, [&times] { ++times; });
  TestClock clock(server);
  clock.advance(1min);
  EXPECT_EQ(times, 12);
  clock.advance(5s);
  EXPECT_EQ(times, 13);
}

TEST_P(WithClock, event_streams_have_their_heartbeat) {
  Broadcast news;
  server.get("/events", news.handler());
  TestClock clock(server);
  const auto test = client(clock);
  auto stream = test.begin(http::Method::get, "/events").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  clock.advance(30s);
  EXPECT_EQ(stream->read_wait().value(), ":\n\n");
}

TEST_P(WithClock, connections_that_are_idle_for_long_are_closed) {
  server.get("/", [](Context& c) { c.text(std::to_string(c.link().id)); });
  TestClock clock(server);
  const auto test = client(clock);
  const auto first = test.get("/").body;
  clock.advance(1s);
  EXPECT_EQ(test.get("/").body, first);
  EXPECT_EQ(server.connections(), 1u);
  clock.advance(1h);
  EXPECT_EQ(server.connections(), 0u);
  EXPECT_EQ(test.get("/").code(), 200u);
}

TEST_P(WithClock, time_goes_on_by_itself_behind_the_clock) {
  server.get("/soon", [](Context& c) -> Task<> {
    co_await c.sleep(50ms);
    c.text("soon");
  });
  {
    TestClock clock(server);
    clock.advance(1h);
  }
  EXPECT_EQ(test(server, {.version = GetParam()}).get("/soon").body, "soon");
  TestClock again(server);
  auto response = client(again).start(http::Method::get, "/soon");
  again.advance(50ms);
  EXPECT_EQ(response.get().body, "soon");
}

TEST_P(WithClock, servers_end_though_their_time_stands) {
  server.get("/slow", [](Context& c) -> Task<> { co_await c.sleep(1h); });
  TestClock clock(server);
  auto response = client(clock).start(http::Method::get, "/slow");
  clock.advance(50ms);
  server.stop();
  server.wait();
  EXPECT_EQ(response.wait_for(10s), std::future_status::ready);
}

TEST_P(WithClock, requests_that_cannot_be_made_are_refused_as_ever) {
  server.get("/broken", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("half");
    throw std::runtime_error("broken");
  });
  TestClock clock(server);
  EXPECT_THROW(client(clock).start(http::Method::get, "nowhere"), std::invalid_argument);
  auto response = client(clock).start(http::Method::get, "/broken");
  EXPECT_THROW(response.get(), std::runtime_error);
}

INSTANTIATE_TEST_SUITE_P(Versions, WithClock, ::testing::Values(Version::http2, Version::http11));

INSTANTIATE_TEST_SUITE_P(Versions, WithoutSockets, ::testing::Values(Version::http2, Version::http11));

}  // namespace
}  // namespace weft
