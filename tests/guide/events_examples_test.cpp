// The examples of docs/guide/events.md. The guide has them as they stand here: examples_test.py.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include <weft/client/client.hpp>
#include <weft/server/events/broadcast.hpp>
#include <weft/server/server.hpp>
#include <weft/testing/testing.hpp>

namespace events_guide {

using namespace std::chrono_literals;

void publish(weft::Broadcast& orders) {
  // clang-format off: the comments stand below each other in the guide.
  orders.publish("closed for today");                   // data, from any thread
  orders.publish({R"({"tea": 2})", "order", "17"});     // data, name, id
  // clang-format on
}

void only_staff(weft::Server& server, weft::Broadcast& staff) {
  server.get("/staff/events", [&staff](weft::Context& c) {
    if (c.field("x-token") != "42") return c.error(weft::http::Status::forbidden);
    staff.answer(c);
  });
}

void totals(weft::Server& server, weft::Broadcast& orders) {
  server.get("/totals", [&orders](weft::Context& c) -> weft::Task<> {
    auto events = orders.follow(c);
    auto body = c.stream("text/plain");
    while (const auto event = co_await events.next()) {
      if (event->name == "order") co_await body.write(event->data + "\n");
    }
  });
}

void beside_requests(weft::Server& server, weft::Broadcast& ticks) {
  server.every(5s, [&ticks] { ticks.publish("tick"); });
  server.on_drain([&ticks] { ticks.publish("the server ends soon"); });
}

class EventsGuide : public testing::TestWithParam<weft::http::Version> {
 protected:
  static std::string rest_of(weft::Result<weft::ResponseStream, weft::ClientError>& stream) {
    if (!stream) return stream.error().text();
    std::string all;
    for (auto piece = stream->read_wait(); piece && !piece->empty(); piece = stream->read_wait()) all += *piece;
    return all;
  }
  weft::TestClient client() { return weft::test(server, {.version = GetParam()}); }

  weft::Server server{{.threads = 2, .signals = weft::Signals::ignore}};
};

TEST_P(EventsGuide, streams_have_what_was_published) {
  weft::Broadcast orders;
  server.get("/orders/events", orders.handler());
  totals(server, orders);
  const auto client = this->client();
  auto stream = client.begin(weft::http::Method::get, "/orders/events").open_wait();
  auto chosen = client.begin(weft::http::Method::get, "/totals").open_wait();
  while (orders.followers() < 2) std::this_thread::yield();
  publish(orders);
  orders.close();
  const auto all = rest_of(stream);
  EXPECT_NE(all.find("data: closed for today\n\n"), std::string::npos) << all;
  EXPECT_TRUE(all.ends_with("id: 17\nevent: order\ndata: {\"tea\": 2}\n\n")) << all;
  EXPECT_EQ(rest_of(chosen), "{\"tea\": 2}\n");
  server.stop();
  server.wait();
}

TEST_P(EventsGuide, streams_are_for_those_who_may_have_them_and_end_with_the_drain) {
  weft::Broadcast staff;
  only_staff(server, staff);
  beside_requests(server, staff);
  const auto client = this->client();
  EXPECT_EQ(client.get("/staff/events").code(), 403u);
  auto request = client.begin(weft::http::Method::get, "/staff/events");
  auto stream = request.field("x-token", "42").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  server.drain();
  // Its last words may come too late for the stream, which ends as it should in both cases.
  const auto all = rest_of(stream);
  EXPECT_TRUE(all.empty() || all.ends_with("data: the server ends soon\n\n")) << all;
  server.wait();
}

TEST_P(EventsGuide, streams_may_hold_publishers) {
  weft::Broadcast audit({.keep = 100, .when_slow = weft::WhenSlow::wait});
  server.get("/audit", audit.handler());
  server.post("/orders", [&audit](weft::Context& c) -> weft::Task<> {
    co_await audit.publish_when_room(c, "an order");
    c.status(weft::http::Status::no_content);
  });
  const auto client = this->client();
  auto stream = client.begin(weft::http::Method::get, "/audit").open_wait();
  EXPECT_EQ(client.post("/orders", {.body = "tea"}).code(), 204u);
  audit.close();
  EXPECT_TRUE(rest_of(stream).ends_with("data: an order\n\n"));
  server.stop();
  server.wait();
}

INSTANTIATE_TEST_SUITE_P(Versions, EventsGuide,
                         testing::Values(weft::http::Version::http2, weft::http::Version::http11));

// --- as the guide begins ---------------------------------------------------------------------------------------------

[[maybe_unused]] void begin(weft::Server& server) {
  weft::Broadcast orders;
  server.get("/orders/events", orders.handler());
}

}  // namespace events_guide
