#include <weft/server/control/live/live_feed.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace live_feed_test {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::string_view watching = "GET /live/events HTTP/1.1\r\nhost: a\r\n\r\n";

class LiveFeedTest : public ServerTest {
 protected:
  LiveFeedTest() : feed([this](Context& c) { return look(c); }, [this] { return phase.load(); }) {
    server->get("/live/events", [this](Context& c) { return feed.watch(c); });
    server->get("/viewers", [this](Context& c) { c.text(std::to_string(feed.viewers())); });
  }
  // The feed goes after the handlers that have it.
  ~LiveFeedTest() override { server.reset(); }

  Task<std::string> look(Context& c) {
    ++looks;
    if (is_stuck) co_await c.sleep(std::chrono::hours(1));
    co_return "{\"at\": " + std::to_string(looks) + "}" + std::string(filler, ' ');
  }
  std::unique_ptr<TestClient> watch() {
    auto client = std::make_unique<TestClient>(server->endpoints().front());
    client->send(watching);
    client->read_until("\r\n\r\n");
    return client;
  }
  std::string viewers() { return request("GET /viewers").body; }

  std::atomic<int> looks = 0;
  std::atomic<bool> is_stuck = false;
  // Octets behind each view.
  std::atomic<std::size_t> filler = 0;
  std::atomic<ServerPhase> phase = ServerPhase::serving;
  LiveFeed feed;
};

TEST_F(LiveFeedTest, tells_the_phase_and_then_views) {
  start();
  TestClient client(server->endpoints().front());
  client.send(watching);
  EXPECT_THAT(client.read_until("\r\n\r\n"), AllOf(HasSubstr(" 200 "), HasSubstr("content-type: text/event-stream")));
  EXPECT_THAT(client.read_until("\n\n"), HasSubstr("event: phase\ndata: serving\n"));
  EXPECT_THAT(client.read_until("\n\n"), HasSubstr("event: view\ndata: {\"at\": 1}\n"));
  EXPECT_THAT(client.read_until("\n\n"), HasSubstr("event: view\ndata: {\"at\": 2}\n"));
}

TEST_F(LiveFeedTest, looks_at_nothing_while_nobody_watches) {
  start();
  EXPECT_EQ(viewers(), "0");
  EXPECT_EQ(looks, 0);
  {
    watch()->read_until("{\"at\": 1}\n\n");
  }
  while (viewers() != "0") continue;
  const int so_far = looks;
  const auto client = watch();
  client->read_until("event: view\n");
  EXPECT_EQ(client->read_until("\n\n").find("data: {\"at\": " + std::to_string(so_far + 1) + "}"), 0u);
}

// Each has the third view, and no view was made for one of them alone.
TEST_F(LiveFeedTest, looks_once_for_all_viewers) {
  start();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(watch());
  std::string told;
  for (const auto& client : clients) {
    told = client->read_until("{\"at\": 3}\n\n");
    EXPECT_THAT(told, EndsWith("{\"at\": 3}\n\n"));
  }
  EXPECT_EQ(viewers(), "3");
}

TEST_F(LiveFeedTest, has_no_more_than_so_many_viewers) {
  start();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (std::size_t i = 0; i < LiveFeed::most_viewers; ++i) {
    clients.push_back(watch());
    clients.back()->read_until("event: phase");
  }
  const auto refused = request("GET /live/events");
  EXPECT_EQ(refused.status(), 503);
  EXPECT_THAT(refused.body, HasSubstr("8 viewers watch this server already"));
  clients.back()->vanish();
  while (viewers() != "7") continue;
  watch()->read_until("event: phase");
}

TEST_F(LiveFeedTest, tells_a_phase_that_changes) {
  start();
  const auto client = watch();
  client->read_until("serving\n\n");
  phase = ServerPhase::draining;
  EXPECT_THAT(client->read_until("data: draining\n\n"), EndsWith("event: phase\ndata: draining\n\n"));
}

TEST_F(LiveFeedTest, ends_with_the_server_that_it_is_on) {
  start();
  const auto client = watch();
  client->read_until("event: view");
  server->drain();
  EXPECT_THAT(client->read_to_end(), HasSubstr("event: end\ndata: the server has ended\n\n"));
}

TEST_F(LiveFeedTest, lets_another_look_where_a_viewer_has_gone_meanwhile) {
  start();
  is_stuck = true;
  const auto client = watch();
  while (looks == 0) continue;
  client->vanish();
  while (viewers() != "0") continue;
  is_stuck = false;
  EXPECT_THAT(watch()->read_until("{\"at\": 2}\n\n"), EndsWith("{\"at\": 2}\n\n"));
}

TEST_F(LiveFeedTest, does_not_wait_for_a_viewer_that_reads_nothing) {
  start();
  filler = 8'000'000;
  const auto slow = watch();
  const auto client = watch();
  while (looks < 4) ASSERT_NE(client->read_some(), "");
}

}  // namespace live_feed_test
}  // namespace weft::server
