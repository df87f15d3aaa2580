// The examples of docs/guide/middleware.md, against a client. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/sizes.hpp>
#include <weft/client/client.hpp>
#include <weft/io/self_signed.hpp>
#include <weft/negotiate/scripted_test.hpp>
#include <weft/server/auth/basic.hpp>
#include <weft/server/auth/bearer.hpp>
#include <weft/server/auth/negotiate/negotiate.hpp>
#include <weft/server/middlewares/body_limit.hpp>
#include <weft/server/middlewares/cors.hpp>
#include <weft/server/middlewares/request_id.hpp>
#include <weft/server/middlewares/security_headers.hpp>
#include <weft/server/middlewares/time_limit.hpp>
#include <weft/server/require_http11.hpp>
#include <weft/server/server.hpp>

namespace {

using namespace std::chrono_literals;
using namespace weft::literals;

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

// --- groups and hosts ------------------------------------------------------------------------------------------------

void notes_api(weft::Server& server) {
  auto api = server.group("/v1");
  api.use(weft::server::bearer("api", user_of));
  api.get("/notes/{id}", [](weft::Context& c) { c.text(fmt::format("{} {}", c.user(), c.param("id"))); });
  auto admin = api.group("/admin");
  admin.use([](weft::Context& c, weft::Next next) {
    if (c.user() != "root") return c.error(weft::http::Status::forbidden);
    next();
  });
  admin.any("/all", hello);
}

void shop(weft::Server& server, const weft::Certificate& certificate) {
  auto shop = server.host("localhost").certificate(certificate);
  shop.get("/", [](weft::Context& c) { c.text("the shop"); });
  shop.files("/static", "shop/static");
  shop.access_log({.path = "shop.log"});
}

void two_endpoints(weft::Server& server) {
  server.listen("http://127.0.0.1:0");
  server.listen("http://127.0.0.1:0", {.name = "admin"});
  server.get("/", hello);  // on both
  auto admin = server.endpoint("admin");
  admin.get("/health", [](weft::Context& c) { c.text("well"); });
  admin.group("/users").use(weft::server::bearer("admin", user_of));
}

// --- what is there ---------------------------------------------------------------------------------------------------

void shipped(weft::Server& server) {
  server.use(weft::server::request_id());
  server.use(weft::server::security_headers({.hsts = 8760h}));
  auto open = server.group("/open");
  open.use(weft::server::cors({.origins = {"https://app.example.org"}, .methods = {"GET", "PUT"}}));
  open.use(weft::server::body_limit(64_KiB));
  open.use(weft::server::time_limit(10s));
  open.get("/data", hello);
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
    notes_api(server);
    shipped(server);
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

TEST(EndpointsGuide, routes_are_of_one_endpoint) {
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  two_endpoints(server);
  server.start();
  const weft::Client client;
  const auto status = [&](std::size_t at, const std::string& path) {
    const auto response = client.get(server.endpoints().at(at).url + path).wait();
    return response ? weft::http::code(response->status) : 0;
  };
  EXPECT_EQ(status(0, "/"), 200);
  EXPECT_EQ(status(1, "/"), 200);
  EXPECT_EQ(status(0, "/health"), 404);
  EXPECT_EQ(status(1, "/health"), 200);
  EXPECT_EQ(status(0, "/users/1"), 404);
  EXPECT_EQ(status(1, "/users/1"), 401);
}

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

TEST_F(MiddlewareGuide, groups_have_their_own) {
  EXPECT_EQ(told(get("/v1/notes/7").wait()), "401 ");
  EXPECT_EQ(told(get("/v1/notes/7").bearer("good").wait()), "200 ada 7");
  EXPECT_EQ(told(get("/v1/admin/all").bearer("good").wait()), "403 ");
}

TEST_F(MiddlewareGuide, what_is_there_runs) {
  const auto response = get("/open/data").field("origin", "https://app.example.org").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->fields.find("access-control-allow-origin"), "https://app.example.org");
  EXPECT_EQ(response->fields.find("strict-transport-security"), "max-age=31536000");
  EXPECT_EQ(response->fields.find("x-request-id").value_or("").size(), 32u);
}

// The client trusts the certificate of the host alone.
TEST(MiddlewareGuideHosts, have_their_certificates) {
  const auto folder = std::filesystem::path(testing::TempDir()) / fmt::format("weft_hosts_{}", ::getpid());
  std::filesystem::create_directories(folder / "shop/static");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  weft::io::write_files(weft::io::make_self_signed({"localhost"}), "shop.pem", "shop.key");
  weft::Server server({.threads = 1, .signals = weft::Signals::ignore});
  server.get("/", hello);
  shop(server, weft::Certificate::pem("shop.pem", "shop.key"));
  server.listen("https://localhost:0", weft::Certificate::self_signed("other.test"));
  server.start();
  weft::ClientOptions options;
  options.trusted_file = "shop.pem";
  const weft::Client client(options);
  const auto port = server.endpoints().front().address.port;
  const auto response = client.get(fmt::format("https://localhost:{}/", port)).wait();
  EXPECT_EQ(response ? response->body : response.error().text(), "the shop");
  EXPECT_FALSE(client.get(fmt::format("https://127.0.0.1:{}/", port)).wait().has_value());
  server.stop();
  server.wait();
  std::filesystem::current_path(before);
  std::filesystem::remove_all(folder);
}

}  // namespace
