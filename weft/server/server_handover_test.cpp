#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include <weft/io/listen.hpp>
#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class HandingOver : public ServerTest {};

TEST_F(HandingOver, shares_a_socket_of_each_loop_and_no_connection_is_lost) {
  auto options = test_options();
  options.threads = 2;
  Server old(options);
  old.get("/", [](Context& c) { c.text("old"); });
  old.listen("http://127.0.0.1:0");
  old.start();
  EXPECT_EQ(TestClient(old.endpoints().front()).request("GET /").body, "old");
  const auto sockets = old.share_sockets();
  ASSERT_THAT(sockets, SizeIs(2));
  EXPECT_EQ(sockets[0].address, old.endpoints().front().address);
  old.hand_over();
  EXPECT_TRUE(old.is_draining());
  old.wait();
  // They wait for the one who has the sockets now.
  const TestClient first(old.endpoints().front());
  const TestClient second(old.endpoints().front());
  EXPECT_TRUE(first.connected());
  EXPECT_TRUE(second.connected());
}

TEST_F(HandingOver, shares_nothing_once_it_has_ended) {
  start();
  server->stop();
  server->wait();
  EXPECT_THROW(server->share_sockets(), std::runtime_error);
}

TEST_F(HandingOver, drains_without_delay) {
  auto options = test_options();
  options.drain_delay = std::chrono::hours(1);
  Server old(options);
  old.listen("http://127.0.0.1:0");
  old.start();
  old.hand_over();
  old.wait();
  EXPECT_FALSE(TestClient(old.endpoints().front()).connected());
}

TEST_F(HandingOver, leaves_an_idle_connection_to_one_more_request) {
  server->get("/", [](Context& c) { c.text("old"); });
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /").field("connection"), "");
  server->hand_over();
  while (TestClient(server->endpoints().front()).connected()) std::this_thread::yield();
  const auto last = client.request("GET /");
  EXPECT_EQ(last.body, "old");
  EXPECT_EQ(last.field("connection"), "close");
  EXPECT_EQ(client.read_to_end(), "");
  client.close();
  server->wait();
}

TEST_F(HandingOver, ends_an_idle_connection_after_its_time) {
  auto options = test_options();
  options.drain = std::chrono::milliseconds(50);
  Server old(options);
  old.get("/", [](Context& c) { c.text("old"); });
  old.listen("http://127.0.0.1:0");
  old.start();
  TestClient client(old.endpoints().front());
  client.request("GET /");
  old.hand_over();
  old.wait();
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(HandingOver, is_no_reason_for_a_drain_to_wait_for_idle_connections) {
  auto options = test_options();
  options.drain = std::chrono::hours(1);
  Server ending(options);
  ending.get("/", [](Context& c) { c.text("old"); });
  ending.listen("http://127.0.0.1:0");
  ending.start();
  TestClient client(ending.endpoints().front());
  client.request("GET /");
  ending.drain();
  ending.wait();
  EXPECT_EQ(client.read_to_end(), "");
}

// --- how long? -------------------------------------------------------------------------------------------------------

TEST_F(HandingOver, and_the_end_leave_each_connection_the_time_of_the_server) {
  auto options = test_options();
  options.drain = std::chrono::hours(1);
  options.connection.h1.timeouts.drain = options.connection.h2.timeouts.drain = std::chrono::milliseconds(1);
  Server old(options);
  std::promise<void> asked;
  old.get("/", [&](Context& c) -> Task<> {
    asked.set_value();
    co_await c.sleep(std::chrono::milliseconds(200));
    c.text("late");
  });
  old.listen("http://127.0.0.1:0");
  old.start();
  TestClient client(old.endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
  asked.get_future().wait();
  old.drain();
  EXPECT_EQ(client.read_response().body, "late");
  client.close();
  old.wait();
}

// --- is it alive? ----------------------------------------------------------------------------------------------------

TEST_F(HandingOver, is_alive_while_its_loops_turn) {
  std::promise<void> stuck;
  std::promise<void> enough;
  server->get("/", [](Context& c) { c.text("a"); });
  server->get("/stuck", [&](Context& c) {
    stuck.set_value();
    enough.get_future().wait();
    c.text("b");
  });
  start();
  TestClient client(server->endpoints().front());
  // The answer comes in a turn after the one that was asked for.
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(server->is_alive());
    EXPECT_EQ(client.request("GET /").body, "a");
  }
  auto answer = std::async(std::launch::async, [&] { return client.request("GET /stuck").body; });
  stuck.get_future().wait();
  (void)server->is_alive();
  EXPECT_FALSE(server->is_alive());
  EXPECT_FALSE(server->is_alive());
  enough.set_value();
  EXPECT_EQ(answer.get(), "b");
  EXPECT_EQ(client.request("GET /").body, "a");
  EXPECT_TRUE(server->is_alive());
  server->stop();
  server->wait();
  EXPECT_TRUE(server->is_alive());
  EXPECT_TRUE(server->is_alive());
}

}  // namespace
}  // namespace weft::server
