// A server that is near its limit of memory, as its clients see it.
#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <weft/server/http2_client_test.hpp>

namespace weft::server {
namespace worker_shedding_test {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

// No process is as small as that.
constexpr std::uint64_t less_than_any = 1;

class Shedding : public ServerTest {
 protected:
  void SetUp() override {
    auto options = test_options();
    options.memory = ServerOptions::any_size;
    options.diagnostics = [this](std::string_view line) {
      const std::lock_guard lock(mutex);
      told += std::string(line) + '\n';
    };
    server.emplace(options);
    server->get("/", [](Context& c) { c.text("here"); });
    server->get("/work", [this](Context& c) -> Task<> {
      ++working;
      while (!is_over) co_await c.sleep(1ms);
      c.text("done");
    });
    server->control("http://127.0.0.1:0");
    start();
  }
  void TearDown() override {
    is_over = true;
    server.reset();
  }

  const Endpoint& endpoint() { return server->endpoints().front(); }
  // Until the loop has given up what it can.
  void run_short() {
    server->limit_memory(less_than_any);
    while (shed("accepting") == 0) std::this_thread::sleep_for(1ms);
  }
  json memory() {
    TestClient client(server->control_endpoints().front());
    client.send("GET /status HTTP/1.1\r\nhost: localhost\r\n\r\n");
    return json::parse(client.read_response().body)["memory"];
  }
  int shed(const std::string& what) { return memory()["shed"][what]; }
  void await_work(int requests) {
    while (working != requests) std::this_thread::sleep_for(1ms);
  }
  std::string told_text() {
    const std::lock_guard lock(mutex);
    return told;
  }

  std::atomic<bool> is_over = false;
  std::atomic<int> working = 0;
  std::mutex mutex;
  std::string told;
};

TEST_F(Shedding, closes_idle_connections_and_says_why) {
  Http2Client two(endpoint());
  two.get(1);
  two.read_until("DATA stream=1 END_STREAM");
  TestClient one(endpoint());
  EXPECT_EQ(one.request("GET /").status(), 200);
  run_short();
  EXPECT_THAT(two.read_until("GOAWAY").back(), HasSubstr("GOAWAY last_stream=1 NO_ERROR debug=\"memory_idle\""));
  EXPECT_EQ(one.read_to_end(), "");
  EXPECT_EQ(shed("idle_connection"), 2);
}

TEST_F(Shedding, refuses_requests_and_finishes_those_that_are_there) {
  Http2Client two(endpoint());
  two.get(1, "/work");
  TestClient one(endpoint());
  one.send("GET /work HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await_work(2);
  run_short();
  two.get(3);
  EXPECT_THAT(two.read_until("RST_STREAM").back(), StartsWith("RST_STREAM stream=3 REFUSED_STREAM"));
  is_over = true;
  two.read_until("DATA stream=1 END_STREAM");
  EXPECT_EQ(one.read_response().status(), 200);
  const TestResponse refused = one.read_response();
  EXPECT_EQ(refused.status(), 503);
  EXPECT_EQ(refused.field("retry-after"), "1");
  EXPECT_EQ(shed("request"), 2);
  TestClient metrics(server->control_endpoints().front());
  metrics.send("GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const std::string text = metrics.read_response().body;
  EXPECT_THAT(text, HasSubstr("weft_memory_shed_total{what=\"request\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("weft_requests_cut_total{reason=\"memory_request\"} 1\n"));
}

TEST_F(Shedding, comes_back_by_itself) {
  run_short();
  EXPECT_EQ(memory()["pressure"], "severe");
  // The kernel has taken it, and the server does not.
  TestClient client(endpoint());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_EQ(server->connections(), 0u);
  server->limit_memory(ServerOptions::any_size);
  EXPECT_EQ(client.read_response().body, "here");
  EXPECT_EQ(memory()["pressure"], "none");
  EXPECT_THAT(told_text(), HasSubstr("no connection is accepted; idle ones are closed"));
  EXPECT_THAT(told_text(), HasSubstr("all is served again"));
}

// An operator must be able to look.
TEST_F(Shedding, leaves_the_control_endpoint_alone) {
  TestClient client(server->control_endpoints().front());
  client.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
  EXPECT_EQ(client.read_response().status(), 200);
  run_short();
  client.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
  EXPECT_EQ(client.read_response().status(), 200);
}

TEST(MemoryLimit, is_that_of_the_system_unless_somebody_says_another) {
  EXPECT_EQ(ServerOptions().memory, 0u);
}

}  // namespace worker_shedding_test
}  // namespace weft::server
