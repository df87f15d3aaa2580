// The examples of docs/guide/start.md. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string_view>

#include <weft/client/client.hpp>

// As the guide has it.
#include <weft/server/server.hpp>

namespace start_guide {

using namespace std::chrono_literals;

void add_routes(weft::Server& server) {
  server.get("/", [](weft::Context& c) { c.html("<h1>It works</h1>"); });
  server.get("/hello/{name}", [](weft::Context& c) { c.text("hello " + c.param("name")); });
  server.post("/length", [](weft::Context& c) -> weft::Task<> {
    const auto octets = co_await c.body().discard();
    c.text(fmt::format("{} octets", octets));
  });
}

void start(weft::Server& server, std::string_view url) {
  add_routes(server);
  server.listen(url, weft::Certificate::self_signed("localhost"));
  server.start();
  for (const auto& endpoint : server.endpoints()) fmt::print(stderr, "listening on {}\n", endpoint.url);
}

void add_slow_route(weft::Server& server) {
  server.get("/tea", [](weft::Context& c) -> weft::Task<> {
    co_await c.sleep(3ms);  // others are served meanwhile
    c.text("here you are");
  });
}

class StartGuide : public testing::TestWithParam<weft::http::Version> {};

INSTANTIATE_TEST_SUITE_P(Versions, StartGuide,
                         testing::Values(weft::http::Version::http2, weft::http::Version::http11));

TEST_P(StartGuide, a_first_server_serves_both_versions) {
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  add_slow_route(server);
  start(server, "https://127.0.0.1:0");
  weft::ClientOptions options;
  options.insecure = true;
  options.version = GetParam();
  options.policy = weft::VersionPolicy::exact;
  const weft::Client client(options);
  const auto url = server.endpoints().front().url;
  EXPECT_EQ(client.get(url).wait()->body, "<h1>It works</h1>");
  EXPECT_EQ(client.get(url + "/hello/ada").wait()->body, "hello ada");
  EXPECT_EQ(client.post(url + "/length").body("12345").wait()->body, "5 octets");
  EXPECT_EQ(client.get(url + "/tea").wait()->body, "here you are");
  server.stop();
  server.wait();
}

}  // namespace start_guide
