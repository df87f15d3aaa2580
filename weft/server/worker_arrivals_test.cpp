// Limits of requests and connections, as clients see them over both versions.
#include <weft/server/worker.hpp>

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/server/config/config.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::server {
namespace worker_arrivals_test {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testkit::end_stream;

// So slow that nothing is given back during a test.
constexpr ArrivalRate one_burst{.per_second = 1, .burst = 3};

class Http2Client {
 public:
  explicit Http2Client(const Endpoint& endpoint) : client_(endpoint) { frames.preface().settings().settings_ack(); }

  void get(testkit::StreamId stream, std::string_view path = "/") {
    frames.headers(stream, testkit::request("GET", path).replacing(":scheme", "http"), end_stream);
  }
  void send() {
    client_.send(as_text(frames.octets().subspan(sent_)));
    sent_ = frames.octets().size();
  }
  // The first line that begins so, of those that have come; waits for it.
  std::string line(const std::string& beginning) {
    for (;;) {
      for (const std::string& text : lines_) {
        if (text.starts_with(beginning)) return text;
      }
      const auto octets = client_.read_some();
      if (octets.empty()) return "none";
      transcript_.read(as_octets(octets));
      for (auto& each : transcript_.take()) lines_.push_back(std::move(each.text));
    }
  }

  testkit::Frames frames;

 private:
  TestClient client_;
  testkit::Transcript transcript_{http::Role::server};
  std::size_t sent_ = 0;
  std::vector<std::string> lines_;
};

class Arriving : public ServerTest {
 protected:
  ~Arriving() override {
    released = true;
    server.reset();
    std::filesystem::remove(log);
  }

  void limit(const Arrivals& arrivals, const Forwarding& forwarding = {}) {
    auto options = test_options();
    options.arrivals = arrivals;
    options.forwarding = forwarding;
    options.diagnostics = [this](std::string_view line) {
      const std::lock_guard lock(mutex);
      told += std::string(line) + '\n';
    };
    server.emplace(options);
    server->get("/", [](Context& c) { c.text("here"); });
    // Works on until the test says so, whatever its client does.
    server->get("/work", [this](Context& c) -> Task<> {
      ++working;
      while (!released) {
        try {
          co_await c.sleep(1ms);
        } catch (const std::system_error&) {
        }
      }
      --working;
      if (!c.cancelled()) c.text("done");
    });
  }
  const Endpoint& endpoint() {
    if (server->endpoints().empty()) start();
    return server->endpoints().front();
  }
  std::string log_text() {
    server->stop();
    server->wait();
    std::ifstream file(log);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string told_text() {
    const std::lock_guard lock(mutex);
    return told;
  }

  const std::string log = testing::TempDir() + fmt::format("weft_arrivals_{}", ::getpid());
  std::atomic<bool> released = false;
  std::atomic<int> working = 0;
  std::mutex mutex;
  std::string told;
};

TEST_F(Arriving, faster_than_a_client_may_is_429_over_http11) {
  limit({.client_requests = {.rate = one_burst}});
  TestClient client(endpoint());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.request("GET /").status(), 200);
  const TestResponse refused = client.request("GET /");
  EXPECT_EQ(refused.status(), 429);
  EXPECT_EQ(refused.field("retry-after"), "1");
  EXPECT_THAT(refused.body, HasSubstr("429 Too Many Requests"));
  // The connection stays, and another one of the same client fares no better.
  EXPECT_EQ(client.request("GET /").status(), 429);
  EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 429);
  EXPECT_EQ(server->arrivals_refused(), (ArrivalsRefused{.client_request_rate = 3}));
}

TEST_F(Arriving, faster_than_a_client_may_is_429_over_http2) {
  limit({.client_requests = {.rate = one_burst}});
  Http2Client client(endpoint());
  for (const testkit::StreamId stream : {1U, 3U, 5U, 7U}) client.get(stream);
  client.send();
  for (const int stream : {1, 3, 5}) {
    EXPECT_THAT(client.line(fmt::format("HEADERS stream={} ", stream)), HasSubstr(":status=200"));
  }
  EXPECT_THAT(client.line("HEADERS stream=7 "), AllOf(HasSubstr(":status=429"), HasSubstr("retry-after=1")));
  // Over HTTP/1.1 it is the same client.
  EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 429);
}

TEST_F(Arriving, through_a_trusted_proxy_is_held_against_the_client_behind_it) {
  limit({.client_requests = {.rate = one_burst, .at_a_time = 1}}, {.proxies = {"127.0.0.1"}});
  TestClient proxy(endpoint());
  const auto status_for = [&](std::string_view client) {
    return proxy.request("GET /", fmt::format("x-forwarded-for: {}\r\n", client)).status();
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status_for("192.0.2.1"), 200);
  EXPECT_EQ(status_for("192.0.2.1"), 429);
  EXPECT_EQ(status_for("192.0.2.2"), 200);
  EXPECT_EQ(server->arrivals_refused(), (ArrivalsRefused{.client_request_rate = 1}));
}

TEST_F(Arriving, faster_than_the_server_takes_is_503) {
  limit({.requests = {.rate = one_burst}});
  TestClient client(endpoint());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.request("GET /").status(), 200);
  const TestResponse refused = client.request("GET /");
  EXPECT_EQ(refused.status(), 503);
  EXPECT_EQ(refused.field("retry-after"), "1");
  EXPECT_EQ(server->arrivals_refused(), (ArrivalsRefused{.server_request_rate = 1}));
}

TEST_F(Arriving, more_than_may_be_at_a_time_is_refused_until_one_is_over) {
  limit({.client_requests = {.at_a_time = 2}});
  TestClient first(endpoint());
  TestClient second(endpoint());
  first.send("GET /work HTTP/1.1\r\nhost: test\r\n\r\n");
  second.send("GET /work HTTP/1.1\r\nhost: test\r\n\r\n");
  while (working < 2) std::this_thread::yield();
  TestClient third(endpoint());
  const TestResponse refused = third.request("GET /");
  EXPECT_EQ(refused.status(), 429);
  EXPECT_EQ(refused.field("retry-after"), "1");
  released = true;
  EXPECT_EQ(first.read_response().body, "done");
  EXPECT_EQ(second.read_response().body, "done");
  EXPECT_EQ(third.request("GET /").status(), 200);
  EXPECT_EQ(third.request("GET /").status(), 200);
}

// As a stream's slot: a client gains nothing by resets while handlers are at work.
TEST_F(Arriving, holds_its_slot_until_the_handler_is_done_though_the_client_has_reset) {
  limit({.client_requests = {.at_a_time = 1}});
  Http2Client client(endpoint());
  client.get(1, "/work");
  client.frames.rst_stream(1);
  client.get(3);
  client.send();
  EXPECT_THAT(client.line("HEADERS stream=3 "), HasSubstr(":status=429"));
  released = true;
  while (working > 0) std::this_thread::yield();
  client.frames.ping(1);
  client.send();
  client.line("PING ACK");
  client.get(5);
  client.send();
  EXPECT_THAT(client.line("HEADERS stream=5 "), HasSubstr(":status=200"));
}

TEST_F(Arriving, passes_through_middleware_where_it_is_refused) {
  limit({.client_requests = {.rate = {.per_second = 1}}});
  server->use([](Context& c, Next next) {
    c.set("x-seen", fmt::to_string(http::code(c.response().status)));
    next();
  });
  TestClient client(endpoint());
  EXPECT_EQ(client.request("GET /").field("x-seen"), "200");
  const TestResponse refused = client.request("GET /");
  EXPECT_EQ(refused.field("x-seen"), "429");
  EXPECT_EQ(refused.field("retry-after"), "1");
}

TEST_F(Arriving, has_the_limit_in_its_line_of_the_log) {
  limit({.client_requests = {.rate = {.per_second = 1}}});
  server->access_log({.path = log, .fields = "cs-uri-stem sc-status x-reason"});
  TestClient client(endpoint());
  EXPECT_EQ(client.request("GET /").status(), 200);
  EXPECT_EQ(client.request("GET /refused").status(), 429);
  EXPECT_THAT(log_text(), AllOf(HasSubstr("\n/ 200 complete\n"), HasSubstr("\n/refused 429 client_request_rate\n")));
}

TEST_F(Arriving, may_be_limited_while_the_server_runs) {
  limit({});
  TestClient client(endpoint());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.request("GET /").status(), 200);
  server->limit_arrivals({.client_requests = {.rate = one_burst}});
  int refused = 0;
  for (int i = 0; i < 10; ++i) refused += client.request("GET /").status() == 429 ? 1 : 0;
  EXPECT_GE(refused, 6);
  server->limit_arrivals({});
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.request("GET /").status(), 200);
}

TEST_F(Arriving, on_more_connections_than_a_client_may_have_is_closed) {
  limit({.client_connections = {.at_a_time = 2}});
  std::optional<TestClient> first(endpoint());
  TestClient second(endpoint());
  EXPECT_EQ(first->request("GET /").status(), 200);
  EXPECT_EQ(second.request("GET /").status(), 200);
  EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 0);
  EXPECT_EQ(server->arrivals_refused(), (ArrivalsRefused{.client_connections = 1}));
  EXPECT_EQ(server->connections_refused(), 1U);
  EXPECT_THAT(told_text(), HasSubstr("connections come against the limit client_connections; 1 refused so far\n"));
  first.reset();
  while (server->connections() > 1) std::this_thread::yield();
  TestClient third(endpoint());
  EXPECT_EQ(third.request("GET /").status(), 200);
  EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 0);
}

TEST_F(Arriving, by_more_connections_a_second_than_may_be_is_closed) {
  limit({.client_connections = {.rate = one_burst}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 200);
  EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 0);
  server->limit_arrivals({.connections = {.per_second = 1}});
  EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 200);
  EXPECT_EQ(TestClient(endpoint()).request("GET /").status(), 0);
  const ArrivalsRefused expected{.client_connection_rate = 1, .server_connection_rate = 1};
  EXPECT_EQ(server->arrivals_refused(), expected);
}

// --- sites -----------------------------------------------------------------------------------------------------------

std::string configured(std::string_view limits, std::string_view limits_of_site) {
  return fmt::format(
      R"({{"Endpoints": {{"a": {{"Url": "http://127.0.0.1:0"}}}}, "Threads": 1, "Limits": {{{}}},
           "Sites": {{"a": {{"Hosts": ["test"], "Limits": {{{}}}}}, "b": {{"Hosts": ["other"]}}}}}})",
      limits, limits_of_site);
}

TEST_F(Arriving, at_a_site_obeys_its_limits_alone) {
  limit({});
  server->configure(Config::from_json(configured("", R"("MaxRequestsPerSecond": 1, "RequestBurst": 2)")));
  server->start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /").status(), 200);
  EXPECT_EQ(client.request("GET /").status(), 200);
  EXPECT_EQ(client.request("GET /").status(), 503);
  client.send("GET / HTTP/1.1\r\nhost: other\r\n\r\n");
  EXPECT_EQ(client.read_response().status(), 200);
  EXPECT_EQ(server->arrivals_refused(), (ArrivalsRefused{.site_request_rate = 1}));
}

TEST_F(Arriving, obeys_a_newer_configuration) {
  limit({});
  const auto strict = Config::from_json(configured(R"("Client": {"MaxRequestsPerSecond": 1})", ""));
  server->configure(Config::from_json(configured("", R"("MaxConcurrentRequests": 1)")));
  server->start();
  TestClient worker(server->endpoints().front());
  worker.send("GET /work HTTP/1.1\r\nhost: test\r\n\r\n");
  while (working < 1) std::this_thread::yield();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /").status(), 503);
  EXPECT_TRUE(server->reload(strict));
  EXPECT_EQ(client.request("GET /").status(), 200);
  EXPECT_EQ(client.request("GET /").status(), 429);
  EXPECT_TRUE(server->reload(Config::from_json(configured("", ""))));
  EXPECT_EQ(client.request("GET /").status(), 200);
  EXPECT_THAT(told_text(), testing::IsEmpty());
  // The site that it began with had the limit.
  released = true;
  EXPECT_EQ(worker.read_response().status(), 200);
}

// --- several threads -------------------------------------------------------------------------------------------------

TEST_F(Arriving, on_several_threads_is_counted_together) {
  constexpr int clients = 8;
  auto options = test_options();
  options.threads = 4;
  options.arrivals = {.client_requests = {.rate = {.per_second = 1, .burst = 200}}};
  server.emplace(options);
  server->get("/", [](Context& c) { c.text("here"); });
  start();
  const auto began = std::chrono::steady_clock::now();
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      TestClient client(server->endpoints().front());
      for (int request = 0; request < 50; ++request) served += client.request("GET /").status() == 200 ? 1 : 0;
    });
  }
  for (auto& each : threads) each.join();
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - began).count();
  EXPECT_GE(served, 200);
  EXPECT_LE(served, 200 + seconds);
  EXPECT_EQ(server->arrivals_refused().client_request_rate, static_cast<std::uint64_t>(clients * 50 - served));
}

// --- bodies ----------------------------------------------------------------------------------------------------------

class Bodies : public Arriving {
 protected:
  void limit_body(std::uint64_t octets) {
    auto options = test_options();
    options.request_body = octets;
    server.emplace(options);
    server->post("/read", [](Context& c) -> Task<> {
      std::size_t sum = 0;
      while (const auto chunk = co_await c.body().read()) sum += chunk->size();
      c.text(fmt::to_string(sum));
    });
    server->post("/text", [](Context& c) -> Task<> {
      const auto text = co_await c.body().text(1'000'000);
      if (!text) co_return c.error(text.error());
      c.text(*text);
    });
    server->post("/pass", [](Context& c) {
      c.body().discard([](Context& context, std::uint64_t octets) { context.text(fmt::to_string(octets)); });
    });
    server->access_log({.path = log, .fields = "cs-uri-stem sc-status x-reason"});
  }
  TestResponse post(std::string_view path, std::size_t octets) {
    return request(fmt::format("POST {}", path), fmt::format("content-length: {}\r\n", octets),
                   std::string(octets, 'x'));
  }
  // A body of a length that nobody says before.
  TestResponse post_chunked(std::string_view path, int chunks) {
    std::string body;
    for (int i = 0; i < chunks; ++i) body += "a\r\n0123456789\r\n";
    return request(fmt::format("POST {}", path), "transfer-encoding: chunked\r\n", body + "0\r\n\r\n");
  }
};

TEST_F(Bodies, that_are_declared_too_large_are_413) {
  limit_body(100);
  EXPECT_EQ(post("/read", 100).body, "100");
  EXPECT_EQ(post("/read", 101).status(), 413);
  EXPECT_THAT(log_text(),
              AllOf(HasSubstr("\n/read 200 complete\n"), HasSubstr("\n/read 413 request_body_too_large\n")));
}

TEST_F(Bodies, that_turn_out_too_large_are_413_however_they_are_read) {
  limit_body(100);
  for (const char* path : {"/read", "/text", "/pass"}) {
    EXPECT_EQ(post_chunked(path, 10).status(), 200) << path;
    EXPECT_EQ(post_chunked(path, 11).status(), 413) << path;
  }
  EXPECT_THAT(log_text(), AllOf(HasSubstr("\n/read 413 request_body_too_large\n"),
                                HasSubstr("\n/pass 413 request_body_too_large\n")));
}

TEST_F(Bodies, that_turn_out_too_large_are_413_over_http2) {
  limit_body(100);
  Http2Client client(endpoint());
  client.frames.headers(1, testkit::request("POST", "/read").replacing(":scheme", "http"));
  client.frames.data(1, std::string(60, 'x')).data(1, std::string(60, 'x'));
  client.frames.headers(3, testkit::request("POST", "/read").replacing(":scheme", "http"));
  client.frames.data(3, std::string(100, 'x'), end_stream);
  client.send();
  EXPECT_THAT(client.line("HEADERS stream=1 "), HasSubstr(":status=413"));
  EXPECT_THAT(client.line("HEADERS stream=3 "), HasSubstr(":status=200"));
}

TEST_F(Bodies, may_be_larger_or_smaller_at_a_site) {
  limit_body(ServerOptions::any_size);
  server->configure(Config::from_json(configured(R"("MaxRequestBodySize": 10)", R"("MaxRequestBodySize": "1k")")));
  server->start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("POST /read", "content-length: 11\r\n", "01234567890").body, "11");
  EXPECT_EQ(client.request("POST /read", "content-length: 1025\r\n", std::string(1025, 'x')).status(), 413);
  TestClient other(server->endpoints().front());
  other.send("POST /read HTTP/1.1\r\nhost: other\r\ncontent-length: 11\r\n\r\n01234567890");
  EXPECT_EQ(other.read_response().status(), 413);
}

}  // namespace worker_arrivals_test
}  // namespace weft::server
