// The examples of docs/guide/middleware.md, against a client. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <weft/client/client.hpp>
#include <weft/negotiate/scripted_test.hpp>
#include <weft/server/auth/basic.hpp>
#include <weft/server/auth/bearer.hpp>
#include <weft/server/auth/negotiate/negotiate.hpp>
#include <weft/server/require_http11.hpp>
#include <weft/server/server.hpp>

namespace {

using namespace std::chrono_literals;

std::atomic<int> notes = 0;

void note(std::string_view, weft::Duration) {
  ++notes;
}

void hello(weft::Context& c) {
  c.text("hello");
}

// --- the two kinds ---------------------------------------------------------------------------------------------------

void frames_denied(weft::Server& server) {
  server.use([](weft::Context& c, weft::Next next) {  // at once
    c.set("x-frame-options", "DENY");
    next();
  });
}

void timed(weft::Server& server) {
  server.use([](weft::Context& c, weft::Next next) -> weft::Task<> {  // as a coroutine
    const auto begun = c.now();
    co_await next();
    note(c.path(), c.now() - begun);
  });
}

void one_route(weft::Server& server) {
  server.post("/orders", hello).use([](weft::Context& c, weft::Next next) {
    if (c.field("x-token") != "42") return c.error(weft::http::Status::forbidden);
    next();
  });
}

void shaped_errors(weft::Server& server) {
  server.use([](weft::Context& c, weft::Next next) {
    if (c.response().status == weft::http::Status::not_found) return c.json(R"({"error": "no such page"})");
    next();
  });
}

// --- HTTP/1.1 --------------------------------------------------------------------------------------------------------

void only_http11(weft::Server& server) {
  server.get("/legacy", hello).use(weft::server::require_http11());
}

// --- who asks --------------------------------------------------------------------------------------------------------

void passwords(weft::Server& server, std::map<std::string, std::string> staff) {
  server.get("/staff", [](weft::Context& c) { c.text(fmt::format("hello {}", c.user())); })
      .use(weft::server::basic("staff", [staff](std::string_view user, std::string_view password) {
        const auto known = staff.find(std::string(user));
        return known != staff.end() && known->second == password;  // a real one compares hashes
      }));
}

weft::Task<std::optional<std::string>> user_of(std::string token) {
  if (token == "good") co_return "ada";
  co_return std::nullopt;
}

void tokens(weft::Server& server) {
  server.get("/api", [](weft::Context& c) { c.text(c.user()); }).use(weft::server::bearer("api", user_of));
}

[[maybe_unused]] void tickets(weft::Server& server, const std::string& keytab) {
  server
      .get("/private", [](weft::Context& c) { c.text(c.user()); })  // "ada@EXAMPLE.ORG"
      .use(weft::server::negotiate({.keytab = keytab}));
}

// --- they run --------------------------------------------------------------------------------------------------------

class MiddlewareGuide : public testing::Test {
 protected:
  MiddlewareGuide() : server({.threads = 1, .signals = weft::Signals::ignore}) {
    timed(server);
    frames_denied(server);
    shaped_errors(server);
    one_route(server);
    only_http11(server);
    passwords(server, {{"ada", "secret"}});
    tokens(server);
    server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
    server.start();
    weft::ClientOptions options;
    options.insecure = true;
    client.emplace(options);
  }
  ~MiddlewareGuide() override {
    server.stop();
    server.wait();
  }

  weft::ClientRequest get(const std::string& path) { return client->get(server.endpoints().front().url + path); }
  static std::string told(const weft::ClientResult& result) {
    if (!result) return result.error().text();
    return fmt::format("{} {}", weft::http::code(result->status), result->ok() ? result->body : "");
  }

  weft::Server server;
  std::optional<weft::Client> client;
};

TEST_F(MiddlewareGuide, middleware_runs_before_handlers_and_answers) {
  const int before = notes;
  const auto lost = get("/nowhere").wait();
  ASSERT_TRUE(lost.has_value()) << lost.error().text();
  EXPECT_EQ(weft::http::code(lost->status), 404);
  EXPECT_EQ(lost->body, R"({"error": "no such page"})");
  EXPECT_EQ(lost->fields.find("x-frame-options"), "DENY");
  server.stop();
  server.wait();
  EXPECT_EQ(notes, before + 1);
}

TEST_F(MiddlewareGuide, one_route_has_its_own) {
  const std::string url = server.endpoints().front().url + "/orders";
  EXPECT_EQ(told(client->post(url).body("", "text/plain").wait()), "403 ");
  EXPECT_EQ(told(client->post(url).field("x-token", "42").body("", "text/plain").wait()), "200 hello");
}

TEST_F(MiddlewareGuide, a_route_needs_http11) {
  const auto response = get("/legacy").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->why, weft::VersionReason::http11_required);
}

TEST_F(MiddlewareGuide, users_are_known) {
  EXPECT_EQ(told(get("/staff").wait()), "401 ");
  EXPECT_EQ(told(get("/staff").basic("ada", "secret").wait()), "200 hello ada");
  EXPECT_EQ(told(get("/api").wait()), "401 ");
  EXPECT_EQ(told(get("/api").bearer("good").wait()), "200 ada");
}

}  // namespace
