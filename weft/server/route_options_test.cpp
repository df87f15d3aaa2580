#include <weft/server/route_options.hpp>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/base/sizes.hpp>
#include <weft/io/cancelled.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/compression/decoded_test.hpp>
#include <weft/server/middlewares/body_limit.hpp>
#include <weft/server/middlewares/time_limit.hpp>
#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace route_options_test {

using testing::HasSubstr;
using namespace std::chrono_literals;
using namespace weft::literals;

static_assert(64_KiB == 65536 && 2_MiB == 2097152 && 1_GiB == 1073741824);

class RouteLimits : public Versions {
 protected:
  RouteLimits() {
    auto options = test_options();
    options.request_body = 8;
    server.emplace(options);
  }
  ~RouteLimits() override {
    server.reset();
    std::filesystem::remove(log);
  }
  static Task<> echo(Context& c) {
    const auto text = co_await c.body().text(1_KiB);
    if (!text) co_return c.error(text.error());
    c.text(*text);
  }
  std::string log_text() {
    server->stop();
    server->wait();
    std::ifstream file(log);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string log = testing::TempDir() + fmt::format("weft_route_options_{}", ::getpid());
};

TEST_F(RouteLimits, are_of_bodies) {
  server->post("/small", echo, {.body = 4});
  server->post("/usual", echo);
  server->post("/big", echo, {.body = 16});
  auto group = server->group("/group");
  group.use(body_limit(2));
  group.post("/x", echo);
  const std::pair<std::string, std::size_t> cases[] = {{"/small", 4}, {"/usual", 8}, {"/big", 16}, {"/group/x", 2}};
  for (const auto& [path, most] : cases) {
    SCOPED_TRACE(path);
    const std::string whole(most, 'x');
    for (const auto& answer : ask({.method = "POST", .path = path, .body = whole})) EXPECT_EQ(answer.body, whole);
    for (const auto& answer : ask({.method = "POST", .path = path, .body = whole + "x"})) {
      EXPECT_EQ(answer.status(), 413);
    }
  }
}

// Without a content-length the limit is met while the body is read.
TEST_F(RouteLimits, are_of_bodies_whose_length_is_not_said) {
  server->post("/small", echo, {.body = 4});
  start();
  TestClient client(server->endpoints().front());
  const auto answer = client.request("POST /small", "transfer-encoding: chunked\r\n", "5\r\n12345\r\n0\r\n\r\n");
  EXPECT_EQ(answer.status(), 413);
}

TEST_F(RouteLimits, are_of_time) {
  bool was_cancelled = false;
  server->access_log({.path = log, .fields = "cs-uri-stem sc-status x-reason"});
  server->get("/slow",
              [&was_cancelled](Context& c) -> Task<> {
                try {
                  co_await c.sleep(1h);
                } catch (const std::exception& error) {
                  was_cancelled = io::is_cancellation(error);
                  throw;
                }
              },
              {.timeout = 1ms});
  server->get("/quick", [](Context& c) { c.text("quick"); }, {.timeout = 1h});
  server->get("/whole",
              [](Context& c) -> Task<> {
                c.text("whole");
                co_await c.sleep(1h);
              },
              {.timeout = 1ms});
  // Middleware that runs at once does not keep the limit from the handler.
  server->get("/behind", [](Context& c) -> Task<> { co_await c.sleep(1h); }, {.timeout = 1ms})
      .use([](Context&, Next next) { next(); });
  for (const auto& answer : ask({.path = "/slow"})) EXPECT_EQ(answer.status(), 503);
  for (const auto& answer : ask({.path = "/behind"})) EXPECT_EQ(answer.status(), 503);
  for (const auto& answer : ask({.path = "/quick"})) EXPECT_EQ(answer.body, "quick");
  for (const auto& answer : ask({.path = "/whole"})) EXPECT_EQ(answer.body, "whole");
  EXPECT_THAT(log_text(), testing::AllOf(HasSubstr("/slow 503 handler_timeout\n"), HasSubstr("/whole 200 complete\n")));
  EXPECT_TRUE(was_cancelled);
}

TEST_F(RouteLimits, of_time_break_off_a_stream) {
  server->access_log({.path = log, .fields = "cs-uri-stem sc-status x-reason"});
  server->get("/stream",
              [](Context& c) -> Task<> {
                auto stream = c.stream("text/plain");
                co_await stream.write("begun");
                co_await c.sleep(1h);
              },
              {.timeout = 1ms});
  start();
  TestClient client(server->endpoints().front());
  client.send("GET /stream HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), testing::Not(HasSubstr("\r\n0\r\n")));
  EXPECT_THAT(log_text(), HasSubstr("/stream 200 handler_timeout\n"));
}

TEST_F(RouteLimits, of_time_for_a_group_reach_handlers_behind_middleware_of_all_kinds) {
  auto group = server->group("/group");
  group.use(time_limit(1ms));
  group.use([](Context& c, Next next) -> Task<> {
    c.set("x-passed", "yes");
    co_await next();
  });
  group.use([](Context&, Next next) { next(); });
  group.use([](Context&, Next next) { next(); });
  group.get("/slow", [](Context& c) -> Task<> { co_await c.sleep(1h); });
  for (const auto& answer : ask({.path = "/group/slow"})) EXPECT_EQ(answer.status(), 503);
}

TEST_F(RouteLimits, may_be_of_the_version_and_the_priority) {
  server->get("/old", [](Context& c) { c.text("old"); }, {.http11_only = true});
  server->get("/urgent", [](Context& c) { c.text("urgent"); }, {.priority = "u=0"});
  start();
  EXPECT_EQ(over_http11({.path = "/old"}).body, "old");
  Http2Client client(server->endpoints().front());
  client.get(1, "/old");
  EXPECT_EQ(client.read_until("RST_STREAM stream=1").back(), "RST_STREAM stream=1 HTTP_1_1_REQUIRED");
  for (const auto& answer : ask({.path = "/urgent"})) EXPECT_EQ(answer.field("priority"), "u=0");
}

// --- compression -----------------------------------------------------------------------------------------------------

class RouteCompressions : public Versions {
 protected:
  // The coding of both versions, and that the content is the page.
  std::string coding_of(const std::string& path) {
    std::string codings;
    for (const auto& answer : ask({.path = path, .fields = {{"accept-encoding", "gzip"}}})) {
      const auto coding = answer.field("content-encoding");
      EXPECT_EQ(coding == "gzip" ? gunzipped(answer.body) : answer.body, page) << path;
      EXPECT_EQ(answer.field("vary"), coding.empty() ? "" : "accept-encoding") << path;
      codings += codings.empty() ? coding : codings == coding ? "" : " and " + coding;
    }
    return codings;
  }

  const std::string page = test_text(10'000);
  const Handler give = [this](Context& c) { c.text(page); };
};

TEST_F(RouteCompressions, are_what_the_route_says) {
  server->compress({});
  server->get("/usual", give);
  server->get("/off", give, {.compress = false});
  EXPECT_EQ(coding_of("/usual"), "gzip");
  EXPECT_EQ(coding_of("/off"), "");
}

TEST_F(RouteCompressions, may_be_of_one_route_alone) {
  server->get("/usual", give);
  server->get("/on", give, {.compress = true});
  EXPECT_EQ(coding_of("/usual"), "");
  EXPECT_EQ(coding_of("/on"), "gzip");
}

// Groups are asked from the inside to the outside.
TEST_F(RouteCompressions, are_those_of_the_nearest_group) {
  auto api = server->group("/api");
  auto inner = api.group("/inner");
  auto images = api.group("/images");
  api.get("/x", give);
  api.get("/off", give, {.compress = false});
  inner.get("/x", give);
  inner.get("/on", give, {.compress = true});
  images.get("/x", give);
  server->get("/outside", give);
  api.compress({.types = {"text/*"}});
  images.compress({.types = {"image/*"}});
  for (const auto* path : {"/api/x", "/api/inner/x", "/api/inner/on"}) EXPECT_EQ(coding_of(path), "gzip") << path;
  for (const auto* path : {"/api/off", "/api/images/x", "/outside"}) EXPECT_EQ(coding_of(path), "") << path;
}

// BREACH: a response with a cookie, or one that says so, stays as it is whatever the route says.
TEST_F(RouteCompressions, leave_alone_what_may_be_secret) {
  server->get("/cookie", [this](Context& c) { c.set_cookie("id", "1").text(page); }, {.compress = true});
  server->get("/kept", [this](Context& c) { c.set("cache-control", "no-transform").text(page); }, {.compress = true});
  auto told = server->group("/told");
  told.compress({.cookies = true});
  told.get("/cookie", [this](Context& c) { c.set_cookie("id", "1").text(page); });
  EXPECT_EQ(coding_of("/cookie"), "");
  EXPECT_EQ(coding_of("/kept"), "");
  EXPECT_EQ(coding_of("/told/cookie"), "gzip");
}

TEST_F(RouteCompressions, are_of_files_as_well) {
  const std::string folder = testing::TempDir() + fmt::format("weft_route_compressions_{}", ::getpid());
  std::filesystem::create_directory(folder);
  std::ofstream(folder + "/page.txt") << page;
  auto coded = server->group("/coded");
  coded.compress({});
  coded.files("/", folder);
  server->files("/plain", folder);
  EXPECT_EQ(coding_of("/coded/page.txt"), "gzip");
  EXPECT_EQ(coding_of("/plain/page.txt"), "");
  server.reset();
  std::filesystem::remove_all(folder);
}

TEST_F(RouteLimits, that_make_no_sense_are_refused) {
  const auto handler = [](Context& c) { c.text("x"); };
  EXPECT_THROW(server->get("/a", handler, {.timeout = -1s}), std::invalid_argument);
  EXPECT_THROW(server->get("/b", handler, {.priority = "urgent"}), std::invalid_argument);
  EXPECT_THROW(time_limit(0s), std::invalid_argument);
}

}  // namespace route_options_test
}  // namespace weft::server
