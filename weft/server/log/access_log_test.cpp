#include <weft/server/log/access_log.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>

#include <weft/server/http2_client_test.hpp>

namespace weft::server {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::StartsWith;

class Log : public ServerTest {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "weft_access_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    path = name + "/access.log";
    server->get("/hello/{name}", [](Context& c) { c.text("hello " + c.param("name")); });
  }
  void TearDown() override { std::filesystem::remove_all(std::filesystem::path(path).parent_path()); }

  void log(const std::string& fields) { server->access_log({.path = path, .fields = fields}); }
  // Without the directives; the server has ended.
  std::vector<std::string> lines() {
    server->drain();
    server->wait();
    server.reset();
    std::ifstream file(path);
    std::vector<std::string> out;
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with('#')) out.push_back(line);
    }
    return out;
  }

  std::string path;
};

TEST_F(Log, has_a_line_for_every_request) {
  log("cs-method cs-uri-stem cs-uri-query sc-status cs-version cs-host x-stream-id x-reason x-fallback");
  start();
  TestClient client(server->endpoints().front());
  client.request("GET /hello/weft?a=1");
  client.request("GET /nowhere");
  client.request("OPTIONS *");
  client.close();
  EXPECT_THAT(lines(), ElementsAre("GET /hello/weft a=1 200 HTTP/1.1 test 1 complete cleartext",
                                   "GET /nowhere - 404 HTTP/1.1 test 2 complete cleartext",
                                   "OPTIONS * - 204 HTTP/1.1 test 3 complete cleartext"));
}

// The handler of the first has ended long before its line, that of the second has not.
TEST_F(Log, names_the_user_whom_a_handler_has_found_out) {
  server->get("/at-once", [](Context& c) {
    c.set_user("ada");
    c.text(std::string("a text that the response takes"));
  });
  server->get("/later", [](Context& c) -> Task<> {
    co_await c.sleep(std::chrono::milliseconds(1));
    c.set_user("grace");
    c.text("done");
  });
  log("cs-uri-stem cs-username");
  start();
  TestClient client(server->endpoints().front());
  client.request("GET /at-once");
  client.request("GET /later");
  client.request("GET /hello/weft");
  client.close();
  EXPECT_THAT(lines(), ElementsAre("/at-once ada", "/later grace", "/hello/weft -"));
}

TEST_F(Log, tells_connections_apart_and_measures_no_waits_over_http11) {
  log("x-connection-id x-pushed x-tls-version x-wait-socket");
  start();
  TestClient one(server->endpoints().front());
  one.request("GET /hello/weft");
  one.request("GET /hello/weft");
  TestClient(server->endpoints().front()).request("GET /hello/weft");
  one.close();
  const auto all = lines();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0], all[1]);
  EXPECT_NE(all[1], all[2]);
  EXPECT_THAT(all[2], MatchesRegex("[1-9][0-9]* 0 - -"));
}

// Each waits for what is said of it, and for nothing else.
TEST_F(Log, names_what_a_response_has_waited_for_the_longest_and_who_had_to_act) {
  using std::chrono::milliseconds;
  server->post("/echo", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    while (const auto octets = co_await c.body().read()) co_await body.write(*octets);
  });
  server->get("/later", [](Context& c) -> Task<> {
    co_await c.sleep(milliseconds(5));
    c.text("done");
  });
  log("cs-uri-stem x-slow-cause x-slow-side");
  start();
  {
    Http2Client client(server->endpoints().front());
    client.get(1, "/hello/weft");
    client.read_until("DATA stream=1 END_STREAM");
    client.get(3, "/later");
    client.read_until("DATA stream=3 END_STREAM");
    client.frames.headers(5, testkit::request("POST", "/echo").replacing(":scheme", "http")).data(5, "some");
    client.send();
    client.read_until("DATA stream=5");
    std::this_thread::sleep_for(milliseconds(5));
    client.frames.data(5, "", testkit::end_stream);
    client.send();
    client.read_until("DATA stream=5 END_STREAM");
    client.frames.settings({{testkit::SettingId::initial_window_size, 0}});
    client.get(7, "/hello/weft?7");
    client.read_until("HEADERS stream=7");
    std::this_thread::sleep_for(milliseconds(5));
    client.frames.window_update(7, 100);
    client.send();
    client.read_until("DATA stream=7 END_STREAM");
  }
  EXPECT_THAT(lines(), ElementsAre("/hello/weft - -", "/later application server", "/echo application client",
                                   "/hello/weft stream_window client"));
}

TEST_F(Log, tells_when_and_from_where_and_how_much) {
  log("date time c-ip s-port sc-bytes cs-bytes time-taken cs(User-Agent) cs(Referer)");
  start();
  TestClient(server->endpoints().front()).request("GET /hello/weft", "user-agent: a b\r\nreferer: http://c/\r\n");
  EXPECT_THAT(lines(), ElementsAre(MatchesRegex("20[0-9][0-9]-[0-9-]+ [0-9:]+ 127\\.0\\.0\\.1 [1-9][0-9]* [1-9][0-9]+ "
                                                "[1-9][0-9]+ 0\\.[0-9]+ a\\+b http://c/")));
}

TEST_F(Log, tells_the_client_that_a_trusted_proxy_names_and_the_proxy) {
  auto options = test_options();
  options.forwarding.proxies = {"127.0.0.1"};
  server.emplace(options);
  server->get("/hello/{name}", [](Context& c) { c.text("hello"); });
  log("c-ip x-peer-ip sc-status");
  start();
  TestClient client(server->endpoints().front());
  client.request("GET /hello/a", "x-forwarded-for: 6.6.6.6, 192.0.2.1\r\n");
  client.request("GET /hello/b");
  client.request("GET /hello/c", "x-forwarded-for: 192.0.2.1\r\ncontent-length: x\r\n");
  client.close();
  EXPECT_THAT(lines(), ElementsAre("192.0.2.1 127.0.0.1 200", "127.0.0.1 127.0.0.1 200", testing::HasSubstr(" 400")));
}

TEST_F(Log, stays_one_line_whatever_a_peer_sends) {
  log("cs-uri-stem cs(User-Agent) cs(Referer)");
  start();
  TestClient client(server->endpoints().front());
  client.request("GET /hello/a%0d%0ab", "user-agent: \xff\"\t\"\r\nreferer: " + std::string(10'000, 'r') + "\r\n");
  EXPECT_THAT(lines(), ElementsAre("/hello/a%0d%0ab %FF%22%09%22 " + std::string(2048, 'r') + "..."));
}

TEST_F(Log, has_what_the_engine_refused) {
  log("sc-status x-reason");
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\n\r\n");
  client.read_to_end();
  EXPECT_THAT(lines(), ElementsAre(StartsWith("400 ")));
}

TEST_F(Log, tells_of_what_the_engine_refused_as_much_as_was_read) {
  log("cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs-bytes x-reason");
  start();
  const auto refuse = [this](std::string_view octets) {
    TestClient client(server->endpoints().front());
    client.send(octets);
    ::shutdown(client.native(), SHUT_WR);
    return std::to_string(client.read_to_end().size()) + " " + std::to_string(octets.size());
  };
  const auto no_host = refuse("GET /a?b HTTP/1.1\r\n\r\n");
  const auto cut = refuse("DELETE /half");
  const auto junk = refuse("G\"T /\x1b\r\n\r\n");
  const auto upload = refuse("POST /hello/a HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n");
  EXPECT_THAT(lines(),
              ElementsAre("GET /a b 400 " + no_host + " host_missing", "DELETE /half - 400 " + cut + " head_incomplete",
                          "G%22T /%1B - 400 " + junk + " method_not_valid",
                          "POST /hello/a - 405 " + upload + " chunk_size_not_valid"));
}

TEST_F(Log, of_a_disk_that_is_full_costs_lines_and_no_requests) {
  server->access_log({.path = "/dev/full"});
  start();
  TestClient client(server->endpoints().front());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.request("GET /hello/weft").status(), 200);
  client.close();
  while (server->log_dropped() == 0) std::this_thread::yield();
  server->drain();
  server->wait();
  EXPECT_GT(server->log_dropped(), 0U);
}

TEST_F(Log, refuses_a_field_that_nobody_knows) {
  EXPECT_THROW(log("cs-verison"), std::invalid_argument);
}

TEST_F(Log, is_moved_away_by_its_size) {
  server->access_log({.path = path, .fields = "cs-uri-stem", .rotation = {.size = 100, .keep = 3}});
  start();
  TestClient client(server->endpoints().front());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.request("GET /hello/weft").status(), 200);
  client.close();
  lines();
  int files = 0;
  for (const auto& each : std::filesystem::directory_iterator(std::filesystem::path(path).parent_path())) {
    std::ifstream file(each.path());
    std::string first;
    std::getline(file, first);
    EXPECT_EQ(first, "#Version: 1.0");
    EXPECT_LE(each.file_size(), 100U);
    ++files;
  }
  EXPECT_EQ(files, 4);
}

TEST_F(Log, refuses_to_move_standard_output_away) {
  EXPECT_THROW(server->access_log({.rotation = {.size = 1}}), std::invalid_argument);
}

TEST_F(Log, refuses_a_file_that_cannot_be_written) {
  EXPECT_THROW(server->access_log({.path = "/nowhere/access.log"}), std::system_error);
}

}  // namespace
}  // namespace weft::server
