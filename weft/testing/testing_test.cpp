#include <weft/testing/testing.hpp>

#include <chrono>
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

INSTANTIATE_TEST_SUITE_P(Versions, WithoutSockets, ::testing::Values(Version::http2, Version::http11));

}  // namespace
}  // namespace weft
