#include <weft/server/server.hpp>

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include <weft/io/self_signed.hpp>
#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class Serving : public ServerTest {};

TEST_F(Serving, answers_what_the_route_says) {
  server->get("/hello/{name}", [](Context& c) { c.text("hello " + c.param("name")); });
  server->post("/hello", [](Context& c) { c.text("posted"); });
  EXPECT_EQ(request("GET /hello/weft").body, "hello weft");
  EXPECT_EQ(request("GET /hello/w%C3%A9ft?a=b").body,
            "hello w\xc3\xa9"
            "ft");
  EXPECT_EQ(request("POST /hello").body, "posted");
}

TEST_F(Serving, answers_one_request_after_the_other_on_a_connection) {
  server->get("/{n}", [](Context& c) { c.text(c.param("n")); });
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /1").body, "1");
  EXPECT_EQ(client.request("GET /2").body, "2");
  client.send("GET /3 HTTP/1.1\r\nhost: a\r\n\r\nGET /4 HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_EQ(client.read_response().body, "3");
  EXPECT_EQ(client.read_response().body, "4");
}

TEST_F(Serving, every_response_has_a_date_and_our_name) {
  server->get("/", [](Context& c) { c.text("a"); });
  for (const auto* line : {"GET /", "GET /nowhere", "POST /", "OPTIONS *"}) {
    const auto response = request(line);
    EXPECT_THAT(response.field("date"), EndsWith(" GMT")) << line;
    EXPECT_EQ(response.field("server"), "weft") << line;
  }
}

TEST_F(Serving, a_path_that_nobody_knows_is_404) {
  const auto response = request("GET /nowhere", "accept: text/html\r\n");
  EXPECT_EQ(response.status(), 404);
  EXPECT_THAT(response.field("content-type"), StartsWith("text/html"));
  EXPECT_THAT(response.body, HasSubstr("404 Not Found"));
}

TEST_F(Serving, a_method_that_the_path_does_not_have_is_405_and_says_which_it_has) {
  server->get("/a", [](Context& c) { c.text("a"); });
  for (const auto* line : {"POST /a", "DELETE /a", "PATCH /a"}) {
    const auto response = request(line);
    EXPECT_EQ(response.status(), 405) << line;
    EXPECT_EQ(response.field("allow"), "GET, HEAD, OPTIONS") << line;
  }
}

// RFC 9110 9.1: whether there is such a path or not.
TEST_F(Serving, a_method_that_nobody_implements_is_501) {
  server->get("/a", [](Context& c) { c.text("a"); });
  for (const auto* line : {"BREW /a", "get /a", "PROPFIND /a", "SLUDGE /nowhere", "M-SEARCH /%"}) {
    const auto response = request(line);
    EXPECT_EQ(response.status(), 501) << line;
    EXPECT_NE(response.field("date"), "") << line;
  }
}

TEST_F(Serving, trace_and_connect_are_never_allowed) {
  server->get("/a", [](Context& c) { c.text("a"); });
  EXPECT_EQ(request("TRACE /a").status(), 405);
  EXPECT_EQ(request("CONNECT test:80").status(), 405);
  EXPECT_THROW(server->route(http::Method::trace, "/", [](Context&) {}), std::invalid_argument);
  EXPECT_THROW(server->route(http::Method::connect, "/", [](Context&) {}), std::invalid_argument);
}

// RFC 9110 7.4: "a request for an "https" resource MUST be rejected unless it has been received over a connection that
// has been secured".
TEST_F(Serving, an_https_target_over_cleartext_is_misdirected) {
  server->get("/a", [](Context& c) { c.text(std::string(c.request().authority)); });
  EXPECT_EQ(request("GET https://a/a").status(), 421);
  EXPECT_EQ(request("GET HTTPS://a/a").status(), 421);
  EXPECT_EQ(request("GET http://other:81/a").body, "other:81");
}

TEST_F(Serving, a_client_without_tls_shows_no_certificate) {
  server->get("/a", [](Context& c) { c.text(c.client_certificate() == nullptr ? "none" : "one"); });
  EXPECT_EQ(request("GET /a").body, "none");
}

// RFC 9110 15.5.6: "The origin server MUST generate an Allow header field in a 405 response containing a list of the
// target resource's currently supported methods."
TEST_F(Serving, a_405_lists_what_its_own_path_allows_and_nothing_of_others) {
  server->get("/{rest...}", [](Context& c) { c.text("a"); });
  server->post("/sink", [](Context& c) { c.text("b"); });
  server->put("/sink", [](Context& c) { c.text("b"); });
  for (const auto* method : {"POST", "PUT", "DELETE", "PATCH", "TRACE"}) {
    const auto response = request(std::string(method) + " /file.txt");
    EXPECT_EQ(response.status(), 405) << method;
    EXPECT_EQ(response.field("allow"), "GET, HEAD, OPTIONS") << method;
  }
  for (const auto* method : {"DELETE", "TRACE"}) {
    EXPECT_EQ(request(std::string(method) + " /sink").field("allow"), "GET, HEAD, POST, PUT, OPTIONS") << method;
  }
  EXPECT_EQ(request("OPTIONS /file.txt").field("allow"), "GET, HEAD, OPTIONS");
  const auto tunnel = request("CONNECT test:80");
  EXPECT_EQ(tunnel.status(), 405);
  EXPECT_THAT(tunnel.head, HasSubstr("\r\nallow: \r\n"));
}

TEST_F(Serving, does_what_allow_lists) {
  server->get("/a", [](Context& c) { c.text("a"); });
  server->post("/a", [](Context& c) { c.text("a"); });
  EXPECT_EQ(request("DELETE /a").field("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(request("GET /a").status(), 200);
  EXPECT_EQ(request("POST /a").status(), 200);
  EXPECT_EQ(request("OPTIONS /a").status(), 204);
  TestClient client(server->endpoints().front());
  client.send("HEAD /a HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 200"));
}

TEST_F(Serving, options_says_what_is_allowed) {
  server->get("/a", [](Context& c) { c.text("a"); });
  server->put("/b", [](Context& c) { c.text("b"); });
  EXPECT_EQ(request("OPTIONS /a").status(), 204);
  EXPECT_EQ(request("OPTIONS /a").field("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(request("OPTIONS *").field("allow"), "GET, HEAD, PUT, OPTIONS");
}

// RFC 9112 8: a response that ends with the connection is "considered complete unless an error was indicated by the
// underlying connection".
TEST_F(Serving, a_handler_that_fails_over_http10_ends_in_a_reset) {
  server->get("/a", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("part");
    throw std::runtime_error("no more");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET /a HTTP/1.0\r\n\r\n");
  errno = 0;
  while (!client.read_some().empty()) {
  }
  EXPECT_EQ(errno, ECONNRESET);
}

TEST_F(Serving, options_works_where_there_is_no_route_at_all) {
  EXPECT_EQ(request("OPTIONS *").field("allow"), "OPTIONS");
}

TEST_F(Serving, a_path_that_cannot_be_decoded_is_400) {
  server->get("/{rest...}", [](Context& c) { c.text("never"); });
  for (const auto* line : {"GET /%zz", "GET /%", "GET /a%00b", "GET /a%2fb", "GET /../a", "GET /%2e%2e/a"}) {
    EXPECT_EQ(request(line).status(), 400) << line;
  }
}

TEST_F(Serving, head_has_the_head_of_get_and_no_body) {
  server->get("/a", [](Context& c) { c.text("four"); });
  start();
  TestClient client(server->endpoints().front());
  client.send("HEAD /a HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  const auto all = client.read_to_end();
  EXPECT_THAT(all, HasSubstr("content-length: 4\r\n"));
  EXPECT_THAT(all, EndsWith("\r\n\r\n"));
}

TEST_F(Serving, files_and_routes_live_together) {
  const std::string directory = testing::TempDir() + std::to_string(::getpid()) + "weft_public";
  std::filesystem::create_directories(directory + "/css");
  for (const auto* name : {"/index.html", "/css/a.css"}) {
    std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen((directory + name).c_str(), "w"), std::fclose);
    std::fputs(name, file.get());
  }
  server->files("/", directory);
  server->files("/static/", directory);
  server->get("/hello", [](Context& c) { c.text("hello"); });
  server->get("/start", [](Context& c) { c.file("index.html"); });
  EXPECT_EQ(request("GET /").body, "/index.html");
  EXPECT_EQ(request("GET /css/a.css").body, "/css/a.css");
  EXPECT_EQ(request("GET /static/css/a.css").body, "/css/a.css");
  EXPECT_EQ(request("GET /static").status(), 200);
  EXPECT_EQ(request("GET /hello").body, "hello");
  EXPECT_EQ(request("GET /start").body, "/index.html");
  EXPECT_EQ(request("GET /nothing").status(), 404);
  EXPECT_EQ(request("POST /css/a.css").status(), 405);
}

TEST_F(Serving, what_can_never_be_asked_for_is_refused_at_once) {
  const auto nothing = [](Context&) {};
  EXPECT_THROW(server->get("/a//b", nothing), std::invalid_argument);
  EXPECT_THROW(server->get("/:id", nothing), std::invalid_argument);
  EXPECT_THROW(server->get("/*", nothing), std::invalid_argument);
  EXPECT_THROW(server->get("/a", std::function<void(Context&)>()), std::invalid_argument);
  for (const auto* prefix : {"static", "/{name}", "/a/{rest...}", "/a//", "/a/../b", "/*", "/%41", "/a?b"}) {
    EXPECT_THROW(server->files(prefix, testing::TempDir()), std::invalid_argument) << prefix;
  }
  EXPECT_THROW(server->listen("http://127.0.0.1:0", {.protocols = {.http1 = false, .http2 = false}}),
               std::invalid_argument);
}

TEST_F(Serving, a_file_without_a_directory_is_404) {
  server->get("/start", [](Context& c) { c.file("index.html"); });
  EXPECT_EQ(request("GET /start").status(), 404);
}

TEST_F(Serving, needs_an_endpoint) {
  EXPECT_THROW(server->start(), std::invalid_argument);
}

TEST_F(Serving, is_set_up_before_it_starts) {
  start();
  EXPECT_THROW(server->get("/late", [](Context&) {}), std::logic_error);
  EXPECT_THROW(server->files("/", "/"), std::logic_error);
  EXPECT_THROW(server->access_log({.path = "/dev/null"}), std::logic_error);
  EXPECT_THROW(server->listen("http://127.0.0.1:0"), std::logic_error);
  EXPECT_THROW(server->listen("https://127.0.0.1:0", Certificate::self_signed("localhost")), std::logic_error);
  EXPECT_THROW(server->start(), std::logic_error);
}

TEST_F(Serving, https_needs_a_certificate_and_http_none) {
  EXPECT_THROW(server->listen("https://localhost:0"), std::invalid_argument);
  EXPECT_THROW(server->listen("http://localhost:0", Certificate::self_signed("localhost")), std::invalid_argument);
}

TEST_F(Serving, an_address_that_is_taken_is_an_error) {
  start();
  Server second(test_options());
  second.listen(server->endpoints().front().url);
  EXPECT_THROW(second.start(), std::runtime_error);
  server.reset();
  EXPECT_NO_THROW(second.start());
}

// The message of start() about two endpoints; "" if it has none.
std::string why_not_both(Server& server, const std::string& first, const std::string& second) {
  server.listen(first);
  server.listen(second);
  try {
    server.start();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST_F(Serving, an_address_that_was_said_twice_is_an_error_that_names_both) {
  start();
  const std::string port = std::to_string(server->endpoints().front().address.port);
  server.reset();
  const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_twice.sock";
  const std::pair<std::string, std::string> pairs[] = {
      {"http://127.0.0.1:" + port, "http://127.0.0.1:" + port},
      {"http://localhost:" + port, "http://127.0.0.1:" + port + "/"},
      {"http://*:" + port, "http://localhost:" + port},
      {"http://127.0.0.1:" + port, "http://*:" + port},
      {"unix:" + path, "unix:" + path},
  };
  for (const unsigned threads : {1u, 2u}) {
    for (const auto& [first, second] : pairs) {
      auto options = test_options();
      options.threads = threads;
      Server both(options);
      EXPECT_THAT(why_not_both(both, first, second),
                  testing::AllOf(HasSubstr("twice"), HasSubstr('"' + first + '"'), HasSubstr('"' + second + '"')));
    }
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(Serving, an_address_of_another_server_was_not_said_twice) {
  start();
  Server second(test_options());
  second.listen("http://127.0.0.1:0");
  second.listen(server->endpoints().front().url);
  EXPECT_THROW(second.start(), std::runtime_error);
}

TEST_F(Serving, a_unix_socket_is_for_whom_it_was_said_and_goes_when_the_server_drains) {
  const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_mode.sock";
  auto options = test_options();
  options.threads = 2;
  Server several(options);
  several.get("/", [](Context& c) { c.text("a"); });
  several.listen("unix:" + path, EndpointOptions{.socket_file = {.mode = 0620}});
  several.start();
  EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(path).permissions()), 0620u);
  EXPECT_EQ(TestClient(several.endpoints().front()).request("GET /").body, "a");
  several.drain();
  several.wait();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(Serving, a_mode_is_for_a_unix_socket) {
  EXPECT_THROW(server->listen("http://localhost:0", EndpointOptions{.socket_file = {.mode = 0600}}),
               std::invalid_argument);
}

TEST_F(Serving, listens_on_several_endpoints_at_once) {
  const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_server_test.sock";
  server->get("/", [](Context& c) { c.text(c.secure() ? "secure" : "cleartext"); });
  server->listen("http://127.0.0.1:0");
  server->listen("unix:" + path);
  server->listen("https://127.0.0.1:0", Certificate::self_signed("localhost"));
  server->start();
  ASSERT_EQ(server->endpoints().size(), 3U);
  EXPECT_THAT(server->endpoints()[0].url, StartsWith("http://127.0.0.1:"));
  EXPECT_NE(server->endpoints()[0].address.port, 0);
  EXPECT_EQ(server->endpoints()[1].url, "unix:" + path);
  EXPECT_TRUE(server->endpoints()[2].secure);
  EXPECT_EQ(TestClient(server->endpoints()[0]).request("GET /").body, "cleartext");
  EXPECT_EQ(TestClient(server->endpoints()[1]).request("GET /").body, "cleartext");
}

TEST_F(Serving, several_loops_share_one_port) {
  auto options = test_options();
  options.threads = 3;
  Server several(options);
  several.get("/", [](Context& c) { c.text("a"); });
  several.listen("http://127.0.0.1:0");
  several.start();
  ASSERT_EQ(several.endpoints().size(), 1U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(TestClient(several.endpoints().front()).request("GET /").body, "a");
}

TEST_F(Serving, an_endpoint_may_be_without_http2) {
  server->get("/", [](Context& c) { c.text("a"); });
  server->listen("http://127.0.0.1:0", EndpointOptions{.protocols = {.http1 = true, .http2 = false}});
  server->start();
  TestClient client(server->endpoints().front());
  client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), testing::Not(HasSubstr(std::string("\0\0", 2))));
  EXPECT_EQ(request("GET /").body, "a");
}

TEST_F(Serving, closes_connections_beyond_its_limit_and_serves_the_others) {
  auto options = test_options();
  options.connections = 2;
  Server small(options);
  small.get("/", [](Context& c) { c.text("a"); });
  small.listen("http://127.0.0.1:0");
  small.start();
  TestClient first(small.endpoints().front());
  TestClient second(small.endpoints().front());
  EXPECT_EQ(first.request("GET /").body, "a");
  EXPECT_EQ(second.request("GET /").body, "a");
  EXPECT_EQ(small.connections(), 2U);
  EXPECT_EQ(TestClient(small.endpoints().front()).request("GET /").status(), 0);
  EXPECT_EQ(first.request("GET /").body, "a");
  first.close();
  while (small.connections() == 2) std::this_thread::yield();
  EXPECT_EQ(TestClient(small.endpoints().front()).request("GET /").body, "a");
}

TEST_F(Serving, counts_and_tells_what_it_refuses) {
  std::vector<std::string> lines;
  auto options = test_options();
  options.connections = 1;
  options.diagnostics = [&](std::string_view line) { lines.emplace_back(line); };
  Server small(options);
  small.get("/", [](Context& c) { c.text("a"); });
  small.listen("http://127.0.0.1:0");
  small.start();
  TestClient first(small.endpoints().front());
  EXPECT_EQ(first.request("GET /").body, "a");
  EXPECT_EQ(small.connections_refused(), 0U);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(TestClient(small.endpoints().front()).read_to_end(), "");
  EXPECT_EQ(small.connections_refused(), 5U);
  small.stop();
  small.wait();
  EXPECT_THAT(lines, testing::ElementsAre(HasSubstr("the limit of 1 connections is reached")));
}

TEST_F(Serving, stops_from_a_handler) {
  server->get("/stop", [this](Context& c) {
    c.text("stopping");
    server->stop();
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET /stop HTTP/1.1\r\nhost: a\r\n\r\n");
  server->wait();
  client.read_to_end();
  EXPECT_EQ(server->connections(), 0U);
  EXPECT_FALSE(TestClient(server->endpoints().front()).connected());
}

TEST_F(Serving, stops_while_a_handler_waits) {
  std::promise<void> started;
  std::atomic<bool> unwound = false;
  server->get("/", [&](Context& c) -> Task<> {
    struct Unwinding {
      std::atomic<bool>& flag;
      ~Unwinding() { flag = true; }
    } unwinding{unwound};
    started.set_value();
    co_await c.sleep(std::chrono::hours(1));
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  server->stop();
  server->wait();
  EXPECT_TRUE(unwound);
}

TEST_F(Serving, drains_what_is_under_way_and_then_ends) {
  std::promise<void> started;
  server->get("/slow", [&](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("begin ");
    started.set_value();
    co_await c.sleep(std::chrono::milliseconds(20));
    co_await body.write("end");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  server->drain();
  server->wait();
  const auto all = client.read_to_end();
  EXPECT_THAT(all, HasSubstr("begin "));
  EXPECT_THAT(all, EndsWith("end\r\n0\r\n\r\n"));
  EXPECT_FALSE(TestClient(server->endpoints().front()).connected());
}

TEST_F(Serving, runs_until_a_signal_asks_it_to_drain) {
  const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_signal_test.sock";
  server->get("/", [](Context& c) {
    c.text("last words");
    std::raise(SIGTERM);
  });
  server->listen("unix:" + path);
  auto answer = std::async(std::launch::async, [&path] {
    const Endpoint endpoint{.url = {}, .address = {.host = path, .port = 0}, .secure = false};
    while (!TestClient(endpoint).connected()) std::this_thread::yield();
    return TestClient(endpoint).request("GET /").body;
  });
  server->run();
  EXPECT_EQ(answer.get(), "last words");
}

TEST_F(Serving, drains_idle_connections_at_once) {
  server->get("/", [](Context& c) { c.text("a"); });
  start();
  TestClient client(server->endpoints().front());
  client.request("GET /");
  server->drain();
  server->wait();
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Serving, ends_by_force_what_does_not_drain_in_time) {
  auto options = test_options();
  options.drain = std::chrono::milliseconds(50);
  Server impatient(options);
  std::promise<void> started;
  impatient.get("/", [&](Context& c) -> Task<> {
    started.set_value();
    co_await c.sleep(std::chrono::hours(1));
  });
  impatient.listen("http://127.0.0.1:0");
  impatient.start();
  TestClient client(impatient.endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  impatient.drain();
  impatient.wait();
}

// Load balancers learn that it is no longer ready before the first connection is refused.
TEST_F(Serving, accepts_for_a_while_after_it_is_no_longer_ready) {
  auto options = test_options();
  options.drain_delay = std::chrono::hours(1);
  Server patient(options);
  patient.get("/", [](Context& c) { c.text("still here"); });
  patient.listen("http://127.0.0.1:0");
  patient.start();
  EXPECT_FALSE(patient.is_draining());
  auto end = std::async(std::launch::async, [&] { patient.await_drain(); });
  patient.drain();
  EXPECT_TRUE(patient.is_draining());
  end.wait();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(TestClient(patient.endpoints().front()).request("GET /").body, "still here");
  patient.stop();
  patient.wait();
  EXPECT_FALSE(TestClient(patient.endpoints().front()).connected());
}

TEST_F(Serving, accepts_no_more_once_the_delay_is_over) {
  auto options = test_options();
  options.drain_delay = std::chrono::milliseconds(20);
  Server brief(options);
  brief.listen("http://127.0.0.1:0");
  brief.start();
  brief.drain();
  brief.wait();
  EXPECT_FALSE(TestClient(brief.endpoints().front()).connected());
}

// --- while it runs ---------------------------------------------------------------------------------------------------

class Renewing : public ServerTest {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "weft_renewing_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    auto options = test_options();
    options.diagnostics = [this](std::string_view line) { lines.emplace_back(line); };
    server.emplace(options);
    server->get("/", [](Context& c) { c.text("a"); });
  }
  void TearDown() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }
  std::string path(const char* name) const { return folder / name; }
  static std::string content(const std::string& path) {
    std::ifstream file(path);
    return (std::ostringstream() << file.rdbuf()).str();
  }

  std::filesystem::path folder;
  std::vector<std::string> lines;
};

TEST_F(Renewing, opens_the_log_anew) {
  server->access_log({.path = path("log"), .fields = "cs-uri-stem"});
  EXPECT_EQ(request("GET /").body, "a");
  while (!content(path("log")).ends_with("/\n")) std::this_thread::yield();
  std::filesystem::rename(path("log"), path("log.1"));
  EXPECT_TRUE(server->reopen_log());
  EXPECT_EQ(request("GET /second").status(), 404);
  server->stop();
  server->wait();
  EXPECT_THAT(content(path("log")), EndsWith("#Fields: cs-uri-stem\n/second\n"));
  EXPECT_THAT(content(path("log.1")), EndsWith("#Fields: cs-uri-stem\n/\n"));
  EXPECT_TRUE(server->reopen_log());
}

TEST_F(Renewing, keeps_the_log_that_cannot_be_opened_anew_and_says_so) {
  server->access_log({.path = path("log"), .fields = "cs-uri-stem"});
  start();
  std::filesystem::rename(path("log"), path("log.1"));
  std::filesystem::create_directory(path("log"));
  EXPECT_FALSE(server->reopen_log());
  EXPECT_THAT(lines, testing::ElementsAre(testing::AllOf(HasSubstr(path("log")), HasSubstr("Is a directory"))));
  EXPECT_EQ(request("GET /").body, "a");
  server->stop();
  server->wait();
  EXPECT_THAT(content(path("log.1")), EndsWith("/\n"));
}

TEST_F(Renewing, without_a_log_or_certificates_has_nothing_to_do) {
  EXPECT_TRUE(server->reopen_log());
  EXPECT_TRUE(server->reload_certificates());
  start();
  EXPECT_TRUE(server->reopen_log());
  EXPECT_TRUE(server->reload_certificates());
  EXPECT_THAT(lines, testing::IsEmpty());
}

TEST_F(Renewing, reads_certificates_again_all_or_none) {
  for (const auto* name : {"one", "two"}) {
    io::write_files(io::make_self_signed({name}), path(name), path(name) + ".key");
    server->listen("https://127.0.0.1:0", Certificate::pem(path(name), path(name) + ".key"));
  }
  server->listen("https://127.0.0.1:0", Certificate::self_signed("localhost"));
  server->start();
  EXPECT_TRUE(server->reload_certificates());
  EXPECT_THAT(lines, testing::IsEmpty());
  std::filesystem::rename(path("one.key"), path("two.key"));
  EXPECT_FALSE(server->reload_certificates());
  EXPECT_THAT(lines, testing::ElementsAre(EndsWith("; the old certificates stay in use")));
}

TEST_F(Renewing, works_from_any_thread_also_from_a_handler) {
  server->access_log({.path = path("log"), .fields = "cs-uri-stem"});
  io::write_files(io::make_self_signed({"one"}), path("one"), path("one.key"));
  server->listen("https://127.0.0.1:0", Certificate::pem(path("one"), path("one.key")));
  server->get("/renew", [this](Context& c) {
    c.text(server->reload_certificates() && server->reopen_log() ? "renewed" : "failed");
  });
  server->listen("http://127.0.0.1:0");
  server->start();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int j = 0; j < 5; ++j) EXPECT_TRUE(server->reload_certificates() && server->reopen_log());
    });
  }
  EXPECT_EQ(TestClient(server->endpoints().back()).request("GET /renew").body, "renewed");
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace weft::server
