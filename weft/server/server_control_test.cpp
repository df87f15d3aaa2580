#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <weft/server/client_test.hpp>
#include <weft/server/config/config.hpp>
#include <weft/server/http2_client_test.hpp>

namespace weft::server {
namespace server_control_test {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class ServerControl : public ServerTest {
 protected:
  void SetUp() override {
    server->get("/", [](Context& c) { c.text("hello"); });
    server->get("/slow", [this](Context& c) -> Task<> {
      while (!is_over) co_await c.sleep(std::chrono::milliseconds(10));
      c.text("late");
    });
  }
  void start_controlled() {
    server->control("http://127.0.0.1:0");
    start();
  }
  TestResponse order(const std::string& request) {
    TestClient client(server->control_endpoints().front());
    client.send(request + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n");
    return client.read_response();
  }
  json status() { return json::parse(order("GET /status").body); }

  std::atomic<bool> is_over = false;
};

TEST_F(ServerControl, tells_why_a_request_waits) {
  start_controlled();
  TestClient client(server->endpoints().front());
  client.send("GET /slow?secret HTTP/1.1\r\nhost: test\r\n\r\n");
  json told;
  while (told["verdict"].is_null()) told = json::parse(order("GET /streams").body);
  is_over = true;
  EXPECT_EQ(told["verdict"]["wait"], "application");
  EXPECT_EQ(told["verdict"]["side"], "server");
  EXPECT_EQ(told["verdict"]["stream"], 1);
  const json one = told["connections"][0];
  EXPECT_EQ(one["version"], "HTTP/1.1");
  EXPECT_EQ(one["streams"][0]["target"], "/slow");
  EXPECT_TRUE(one["send_window"].is_null());
  const std::string id = one["id"].dump();
  EXPECT_EQ(json::parse(order("GET /streams?connection=" + id).body)["connections"].size(), 1u);
  EXPECT_EQ(json::parse(order("GET /streams?connection=9999").body)["connections"].size(), 0u);
}

TEST_F(ServerControl, shows_the_last_frames_where_they_are_kept) {
  server->control("http://127.0.0.1:0", {.frames = 3});
  start();
  Http2Client client(server->endpoints().front());
  client.get(1);
  client.read_until("DATA stream=1");
  const json frames = json::parse(order("GET /streams").body)["connections"][0]["frames"];
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[1]["type"], "HEADERS");
  EXPECT_EQ(frames[2]["type"], "DATA");
  EXPECT_EQ(frames[2]["direction"], "sent");
  EXPECT_EQ(frames[2]["length"], 5);
  EXPECT_EQ(frames[2]["flags"], json::array({"END_STREAM"}));
}

TEST_F(ServerControl, keeps_no_frames_unless_it_is_told_to) {
  start_controlled();
  Http2Client client(server->endpoints().front());
  client.get(1);
  client.read_until("DATA stream=1");
  EXPECT_TRUE(json::parse(order("GET /streams").body)["connections"][0]["frames"].is_null());
  EXPECT_THROW(Server(test_options()).control("http://127.0.0.1:0", {.frames = 5000}), std::invalid_argument);
}

// A folder for recordings, and the names in it.
struct RecordingsFolder {
  RecordingsFolder() { std::filesystem::create_directories(path); }
  ~RecordingsFolder() { std::filesystem::remove_all(path); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
  }
  const std::string path = fmt::format("{}/weft_recordings_{}", testing::TempDir(), ::getpid());
};

TEST_F(ServerControl, records_the_connections_that_come_behind_an_order) {
  const RecordingsFolder folder;
  server->control("http://127.0.0.1:0", {.recordings = folder.path});
  start();
  TestClient before(server->endpoints().front());
  EXPECT_EQ(before.request("GET /").status(), 200);
  EXPECT_EQ(json::parse(order("GET /record").body)["recording"], false);
  const auto begun = order("POST /record?seconds=3600&limit=1");
  EXPECT_EQ(begun.status(), 202);
  EXPECT_EQ(json::parse(begun.body)["folder"], folder.path);
  EXPECT_EQ(order("POST /record").status(), 409);
  EXPECT_EQ(before.request("GET /").status(), 200);
  EXPECT_EQ(folder.files(), 0u);
  TestClient behind(server->endpoints().front());
  EXPECT_EQ(behind.request("GET /").status(), 200);
  EXPECT_EQ(TestClient(server->endpoints().front()).request("GET /").status(), 200);
  const json now = json::parse(order("GET /record").body);
  EXPECT_EQ(now["recording"], true);
  EXPECT_EQ(now["files"].size(), 1u);
  EXPECT_EQ(folder.files(), 1u);
}

TEST_F(ServerControl, wants_a_folder_for_recordings_that_is_there) {
  EXPECT_THROW(server->control("http://127.0.0.1:0", {.recordings = "/nonexistent"}), std::invalid_argument);
}

TEST_F(ServerControl, counts_requests_and_connections) {
  start_controlled();
  {
    TestClient client(server->endpoints().front());
    EXPECT_EQ(client.request("GET /").status(), 200);
    EXPECT_EQ(client.request("GET /none").status(), 404);
    EXPECT_EQ(status()["connections"]["open"], 1);
  }
  while (status()["connections"]["open"] != 0) usleep(1000);
  const json now = status();
  EXPECT_EQ(now["requests"]["version"]["HTTP/1.1"], 2);
  EXPECT_EQ(now["requests"]["status"], (json{{"2xx", 1}, {"4xx", 1}}));
  EXPECT_EQ(now["connections"]["opened"]["HTTP/1.1"], 1);
  EXPECT_EQ(now["connections"]["fallback"], (json{{"cleartext", 1}}));
  EXPECT_EQ(now["connections"]["closed"].size(), 1u);
  EXPECT_THAT(order("GET /metrics").body, HasSubstr("weft_connection_requests_sum 2\n"));
}

TEST_F(ServerControl, counts_what_the_engine_answers_by_itself) {
  start_controlled();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n");
  client.read_to_end();
  const json now = status();
  EXPECT_EQ(now["requests"]["status"], (json{{"4xx", 1}}));
  EXPECT_EQ(now["requests"]["cut"].size(), 1u);
}

TEST_F(ServerControl, counts_pushes_by_outcome) {
  server->get("/page", [](Context& c) {
    c.push("/");
    c.text("page");
  });
  start_controlled();
  EXPECT_EQ(TestClient(server->endpoints().front()).request("GET /page").status(), 200);
  EXPECT_THAT(order("GET /metrics").body, HasSubstr("weft_pushes_total{outcome=\"http11\"} 1\n"));
}

TEST_F(ServerControl, does_not_count_its_own_requests) {
  start_controlled();
  EXPECT_EQ(order("GET /status").status(), 200);
  EXPECT_EQ(status()["requests"]["total"], 0);
  EXPECT_EQ(server->connections(), 0u);
}

TEST_F(ServerControl, stays_until_what_runs_has_ended) {
  start_controlled();
  TestClient client(server->endpoints().front());
  client.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
  while (server->connections() == 0) usleep(1000);
  EXPECT_EQ(order("GET /readyz").status(), 200);
  EXPECT_EQ(order("POST /drain").status(), 202);
  EXPECT_EQ(order("GET /readyz").status(), 503);
  EXPECT_EQ(order("GET /healthz").status(), 200);
  EXPECT_EQ(status()["phase"], "draining");
  is_over = true;
  EXPECT_EQ(client.read_response().body, "late");
  server->wait();
  EXPECT_FALSE(TestClient(server->control_endpoints().front()).connected());
}

TEST_F(ServerControl, ends_with_a_server_that_stops) {
  start_controlled();
  const TestClient client(server->control_endpoints().front());
  server->stop();
  server->wait();
  EXPECT_EQ(client.read_some(), "");
}

TEST_F(ServerControl, calls_what_reload_means_to_the_program) {
  int calls = 0;
  server->on_reload([&calls] { return ++calls == 1; });
  start_controlled();
  EXPECT_EQ(order("POST /reload").status(), 200);
  EXPECT_EQ(order("POST /reload").status(), 409);
  EXPECT_EQ(calls, 2);
}

TEST_F(ServerControl, is_a_socket_for_its_own_user) {
  const std::string path = fmt::format("{}/weft_control_{}", testing::TempDir(), ::getpid());
  server->control("unix:" + path);
  start();
  struct stat facts{};
  ASSERT_EQ(::stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  EXPECT_EQ(order("GET /healthz").status(), 200);
  EXPECT_EQ(server->control_endpoints().front().url, "unix:" + path);
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ServerControl, is_refused_on_public_addresses) {
  EXPECT_THROW(server->control("http://*:9090"), std::invalid_argument);
  EXPECT_THROW(server->control("https://localhost:9090"), std::invalid_argument);
  start();
  EXPECT_THROW(server->control("http://127.0.0.1:0"), std::logic_error);
  EXPECT_THAT(server->control_endpoints(), IsEmpty());
}

// Nothing stays open where one of the places cannot be had.
TEST_F(ServerControl, that_cannot_be_opened_fails_the_start) {
  start_controlled();
  Server other(test_options());
  other.listen("http://127.0.0.1:0");
  other.control(server->control_endpoints().front().url);
  EXPECT_THROW(other.start(), std::runtime_error);
  EXPECT_THAT(other.endpoints(), IsEmpty());
}

TEST_F(ServerControl, comes_from_a_configuration) {
  const auto config = Config::from_json(R"({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}},
      "Sites": {"org": {"Hosts": ["example.org"]}}, "Control": {"Url": "http://127.0.0.1:0"}})");
  server->configure(config);
  server->start();
  EXPECT_EQ(status()["sites"], json::parse(R"([{"name": "org", "hosts": ["example.org"]}])"));
}

TEST(ControlInConfig, is_written_as_it_was_read) {
  const std::string text =
      R"({"Control": {"Url": "http://*:9090", "AllowRemote": true, "Frames": 64, "Recordings": "/var/tmp"}})";
  const Config config = Config::from_json(text);
  EXPECT_EQ(config.control->options.frames, 64u);
  EXPECT_EQ(config.control->options.recordings, "/var/tmp");
  EXPECT_EQ(Config::from_json(config.to_json()).control, config.control);
  EXPECT_THAT(Config().to_json(), testing::Not(HasSubstr("Control")));
}

TEST(ControlInConfig, says_what_is_wrong_with_it) {
  const auto fault = [](const std::string& control) -> std::string {
    try {
      (void)Config::from_json(R"({"Control": )" + control + "}");
    } catch (const std::invalid_argument& wrong) {
      return wrong.what();
    }
    return "";
  };
  EXPECT_THAT(fault(R"({"Url": "http://*:9090"})"), HasSubstr("loopback"));
  EXPECT_EQ(fault(R"({"Url": "http://*:9090", "AllowRemote": true})"), "");
  EXPECT_THAT(fault(R"({"Url": "http://localhost:9090", "Mode": "0660"})"), HasSubstr("unix:/path"));
  EXPECT_EQ(fault(R"({"Url": "unix:/run/weft.sock", "Mode": "0660"})"), "");
  EXPECT_THAT(fault(R"({"Url": "unix:/run/weft.sock", "Frames": 5000})"), HasSubstr("0 to 4096"));
  EXPECT_THAT(fault("{}"), HasSubstr("Url"));
}

}  // namespace server_control_test
}  // namespace weft::server
