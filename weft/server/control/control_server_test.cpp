#include <weft/server/control/control_server.hpp>

#include <gmock/gmock.h>

#include <atomic>
#include <string>
#include <vector>

#include <weft/server/client_test.hpp>
#include <weft/server/control/live/live_page.hpp>

namespace weft::server {
namespace control_server_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ControlServerTest : public testing::Test {
 protected:
  ControlServerTest()
      : control("http://127.0.0.1:0", {},
                {.status = [] { return ServerStatus{.connections = 5}; },
                 .phase = [this] { return phase.load(); },
                 .reload = [this] { return order("reload"); },
                 .reopen_log = [this] { return order("reopen"); },
                 .drain = [this] { order("drain"); },
                 .limit_bandwidth = [this](const Bandwidth& rates) { bandwidth.push_back(rates); },
                 .connections = [](std::size_t most) { return std::make_shared<ConnectionList>(most, 0); },
                 .streams = [](const StreamQuery& query) { return std::make_shared<StreamReport>(query, 0, Time()); }},
                [](std::string_view) {}) {
    control.start();
  }
  ~ControlServerTest() override { control.stop(); }

  bool order(const std::string& name) {
    orders.push_back(name);
    return obeys;
  }
  TestResponse ask(const std::string& request, const std::string& body = "") {
    TestClient client(control.endpoints().front());
    client.send(request + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    return client.read_response();
  }

  std::atomic<ServerPhase> phase = ServerPhase::serving;
  bool obeys = true;
  std::vector<std::string> orders;
  std::vector<Bandwidth> bandwidth;
  ControlServer control;
};

TEST_F(ControlServerTest, is_alive_whatever_happens) {
  phase = ServerPhase::draining;
  EXPECT_EQ(ask("GET /healthz").status(), 200);
}

TEST_F(ControlServerTest, is_ready_until_a_drain_begins) {
  EXPECT_EQ(ask("GET /readyz").status(), 200);
  phase = ServerPhase::draining;
  const auto response = ask("GET /readyz");
  EXPECT_EQ(response.status(), 503);
  EXPECT_EQ(response.body, "{\"status\":\"draining\"}\n");
}

TEST_F(ControlServerTest, shows_status_and_metrics) {
  EXPECT_THAT(ask("GET /status").body, HasSubstr("\"open\": 5"));
  const auto metrics = ask("GET /metrics");
  EXPECT_EQ(metrics.field("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(metrics.body, HasSubstr("\nweft_connections_open 5\n"));
}

TEST_F(ControlServerTest, lists_connections_where_it_is_asked_for_them) {
  EXPECT_THAT(ask("GET /status?connections").body, HasSubstr("\"connections\": []"));
  EXPECT_EQ(ask("GET /status?connections&limit=5").status(), 200);
  const auto wrong = ask("GET /status?connections&limit=0");
  EXPECT_EQ(wrong.status(), 400);
  EXPECT_THAT(wrong.body, HasSubstr("expected a number from 1 to 10000"));
}

TEST_F(ControlServerTest, tells_of_streams) {
  EXPECT_THAT(ask("GET /streams").body, HasSubstr("\"connections\": []"));
  EXPECT_EQ(ask("GET /streams?connection=7&limit=5").status(), 200);
  const auto wrong = ask("GET /streams?connection=x");
  EXPECT_EQ(wrong.status(), 400);
  EXPECT_THAT(wrong.body, HasSubstr("expected the id of a connection"));
}

TEST_F(ControlServerTest, has_a_page_for_browsers) {
  const auto page = ask("GET /live");
  EXPECT_EQ(page.status(), 200);
  EXPECT_EQ(page.field("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.field("content-security-policy"), HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_EQ(page.field("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.field("referrer-policy"), "no-referrer");
  EXPECT_EQ(page.field("cache-control"), "no-store");
  EXPECT_EQ(page.body, live_page());
}

TEST_F(ControlServerTest, feeds_its_page_and_no_foreign_one) {
  TestClient client(control.endpoints().front());
  client.send("GET /live/events HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\r\n");
  EXPECT_THAT(client.read_until("event: view\n"), HasSubstr("event: phase\ndata: serving\n"));
  EXPECT_THAT(client.read_until("\n\n"), HasSubstr("\"connections\":[]"));
  client.vanish();
  TestClient foreign(control.endpoints().front());
  foreign.send("GET /live/events HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: cross-site\r\n\r\n");
  EXPECT_EQ(foreign.read_response().status(), 403);
}

TEST_F(ControlServerTest, carries_orders_out) {
  EXPECT_EQ(ask("POST /reload").status(), 200);
  EXPECT_EQ(ask("POST /reopen-log").status(), 200);
  EXPECT_EQ(ask("POST /drain").status(), 202);
  EXPECT_THAT(orders, ElementsAre("reload", "reopen", "drain"));
}

TEST_F(ControlServerTest, takes_no_order_from_a_question) {
  EXPECT_EQ(ask("GET /drain").status(), 405);
  EXPECT_THAT(orders, IsEmpty());
}

TEST_F(ControlServerTest, says_that_an_order_has_failed) {
  obeys = false;
  const auto response = ask("POST /reload");
  EXPECT_EQ(response.status(), 409);
  EXPECT_THAT(response.body, HasSubstr("\"error\":\"reload\""));
}

TEST_F(ControlServerTest, records_nothing_without_a_folder) {
  const auto response = ask("POST /record?seconds=5");
  EXPECT_EQ(response.status(), 409);
  EXPECT_THAT(response.body, HasSubstr("Control:Recordings"));
  EXPECT_EQ(ask("POST /record?seconds=x").status(), 400);
  EXPECT_THAT(ask("GET /record").body, HasSubstr("\"folder\": null"));
}

TEST_F(ControlServerTest, takes_rates) {
  EXPECT_EQ(ask("PUT /bandwidth", R"({"Server": {"SendRate": "1M"}})").status(), 200);
  EXPECT_THAT(bandwidth, ElementsAre(Bandwidth{.server = {.sending = 1 << 20}}));
}

TEST_F(ControlServerTest, says_what_is_wrong_with_rates) {
  const auto response = ask("PUT /bandwidth", R"({"Servr": {}})");
  EXPECT_EQ(response.status(), 400);
  EXPECT_THAT(response.body, HasSubstr("did you mean"));
  EXPECT_THAT(bandwidth, IsEmpty());
}

TEST_F(ControlServerTest, reads_no_endless_order) {
  EXPECT_EQ(ask("PUT /bandwidth", std::string(100'000, ' ')).status(), 413);
}

TEST_F(ControlServerTest, ends_while_a_client_stays) {
  const TestClient client(control.endpoints().front());
  control.finish();
  EXPECT_EQ(client.read_some(), "");
}

}  // namespace control_server_test
}  // namespace weft::server
