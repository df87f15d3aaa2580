// The examples of docs/guide/errors.md, against a client. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include <weft/base/sizes.hpp>
#include <weft/client/client.hpp>
#include <weft/server/server.hpp>

namespace errors_guide {

using namespace std::chrono_literals;
using namespace weft::literals;

void shaped(weft::Server& server) {
  server.on_error([](weft::Context& c, const weft::ErrorInfo& e) {
    c.html(fmt::format("<h1>{}</h1><p>{}</p>", weft::http::code(e.status), e.reason));
  });
}

void problems(weft::server::Host api) {
  api.on_error(weft::server::problem_json);
}

void lost(weft::Server& server) {
  server.not_found([](weft::Context& c) { c.text("nothing at " + std::string(c.path())); });
  auto v2 = server.group("/v2");
  v2.not_found([](weft::Context& c) { c.json(R"({"error": "no such resource"})"); });
}

weft::Task<> upload(weft::Context& c) {
  const auto text = co_await c.body().text(1_MiB);
  if (!text) co_return c.error(text.error());
  c.text(std::to_string(text->size()));
}

void limited(weft::Server& server) {
  server.post("/photos", upload, {.body = 4_KiB, .timeout = 5s});
}

// --- they run --------------------------------------------------------------------------------------------------------

class ErrorsGuide : public testing::Test {
 protected:
  ErrorsGuide() : server({.threads = 1, .signals = weft::Signals::ignore, .diagnostics = [](std::string_view) {}}) {
    shaped(server);
    auto api = server.host("127.0.0.2");
    problems(api);
    api.put("/x", upload);
    lost(server);
    limited(server);
    server.get("/throws", [](weft::Context&) { throw std::runtime_error("secret"); });
    server.get("/slow", [](weft::Context& c) -> weft::Task<> { co_await c.sleep(1h); }, {.timeout = 1ms});
    server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
    server.listen("https://127.0.0.2:0", weft::Certificate::self_signed("localhost"));
    server.start();
    weft::ClientOptions options;
    options.insecure = true;
    client.emplace(options);
  }
  ~ErrorsGuide() override {
    server.stop();
    server.wait();
  }

  std::string url(std::size_t endpoint, const std::string& path) { return server.endpoints()[endpoint].url + path; }
  static std::string told(const weft::ClientResult& result) {
    if (!result) return result.error().text();
    return fmt::format("{} {}", weft::http::code(result->status), result->body);
  }

  weft::Server server;
  std::optional<weft::Client> client;
};

TEST_F(ErrorsGuide, errors_have_one_place) {
  EXPECT_EQ(told(client->get(url(0, "/throws")).wait()), "500 <h1>500</h1><p></p>");
  EXPECT_EQ(told(client->get(url(0, "/slow")).wait()), "503 <h1>503</h1><p>handler_timeout</p>");
  EXPECT_EQ(told(client->get(url(0, "/nowhere")).wait()), "404 nothing at /nowhere");
  EXPECT_EQ(told(client->get(url(0, "/v2/nowhere")).wait()), R"(404 {"error": "no such resource"})");
  EXPECT_EQ(told(client->post(url(0, "/nowhere")).body("", "text/plain").wait()), "404 nothing at /nowhere");
  EXPECT_EQ(told(client->put(url(0, "/photos")).body("", "text/plain").wait()), "405 <h1>405</h1><p></p>");
}

TEST_F(ErrorsGuide, routes_have_limits) {
  const std::string photo(4096, 'x');
  EXPECT_EQ(told(client->post(url(0, "/photos")).body(photo, "image/png").wait()), "200 4096");
  EXPECT_EQ(told(client->post(url(0, "/photos")).body(photo + "x", "image/png").wait()),
            "413 <h1>413</h1><p>request_body_too_large</p>");
}

TEST_F(ErrorsGuide, an_api_says_problems) {
  const auto response = client->get(url(1, "/x")).field("accept", "text/html").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405}\n");
  EXPECT_EQ(told(client->get(url(1, "/v2")).wait()), "404 nothing at /v2");
}

}  // namespace errors_guide
