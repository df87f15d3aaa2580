// Middleware, groups, hosts, limits of routes and answers to errors, each with what it lets pass and what it does not.
#include <stdexcept>
#include <string>
#include <utility>

#include <weft/server/auth/basic.hpp>
#include <weft/server/auth/bearer.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/middlewares/body_limit.hpp>
#include <weft/server/middlewares/cors.hpp>
#include <weft/server/middlewares/request_id.hpp>
#include <weft/server/middlewares/security_headers.hpp>
#include <weft/server/middlewares/time_limit.hpp>
#include <weft/server/middlewares/trace_context.hpp>
#include <weft/server/redirects.hpp>
#include <weft/server/require_http11.hpp>
#include <weft/testing/each_version_test.hpp>

namespace weft {
namespace middlewares_test {

using http::Method;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using namespace std::chrono_literals;

class Middlewares : public EachVersion {
 protected:
  static void hello(Context& c) { c.text("hello"); }
  static Task<> sleep(Context& c) { co_await c.sleep(1h); }
  static Task<> echo(Context& c) {
    const auto text = co_await c.body().text(1000);
    if (!text) co_return c.error(text.error());
    c.text(*text);
  }
  // The answer to a request that waits for its time limit.
  TestResponse past_its_time(const std::string& path) {
    if (server.endpoints().empty()) start();
    TestClock clock(server);
    std::promise<ClientResult> promise;
    auto result = promise.get_future();
    begin(Method::get, path).then([&promise](ClientResult its) { promise.set_value(std::move(its)); });
    while (result.wait_for(0s) != std::future_status::ready) clock.advance(1s);
    return response_of(result.get());
  }
  unsigned code(const std::string& path, const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    return get(path, fields).code();
  }
};

TEST_P(Middlewares, of_groups_run_for_their_routes_alone) {
  auto api = server.group("/api");
  api.use([](Context& c, Next next) -> Task<> {
    if (c.field("x-key") != "1") co_return c.error(http::Status::unauthorized);
    c.set("x-passed", "api");
    co_await next();
  });
  auto inner = api.group("/inner");
  inner.use([](Context& c, Next next) {
    c.add("x-passed", "inner");
    next();
  });
  inner.get("/{name}", [](Context& c) { c.text(c.param("name")); });
  server.get("/outside", hello);
  EXPECT_EQ(get("/api/inner/a", {{"x-key", "1"}}).body, "a");
  EXPECT_EQ(get("/api/inner/a", {{"x-key", "1"}}).field("x-passed"), "api");
  EXPECT_EQ(code("/api/inner/a"), 401u);
  EXPECT_EQ(code("/api/nowhere"), 401u);
  EXPECT_EQ(code("/api/nowhere", {{"x-key", "1"}}), 404u);
  EXPECT_EQ(get("/outside").field("x-passed"), "");
}

TEST_P(Middlewares, name_requests) {
  server.use(server::request_id({.from_client = true}));
  server.get("/", hello);
  EXPECT_EQ(get("/", {{"x-request-id", "a-1"}}).field("x-request-id"), "a-1");
  EXPECT_THAT(std::string(get("/", {{"x-request-id", "a b"}}).field("x-request-id")), MatchesRegex("[0-9a-f]{32}"));
}

TEST_P(Middlewares, go_on_with_a_trace) {
  server.use(server::trace_context());
  server.get("/", hello);
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-";
  const auto traced = [&](const std::string& parent) {
    return std::string(get("/", {{"traceparent", parent}}).field("traceresponse"));
  };
  EXPECT_THAT(traced(trace + "b7ad6b7169203331-01"), StartsWith(trace));
  EXPECT_THAT(traced(trace + "0000000000000000-01"), Not(StartsWith(trace)));
}

TEST_P(Middlewares, let_pages_of_some_origins_ask) {
  server.use(server::cors({.origins = {"https://a.test"}, .methods = {"GET", "PUT"}}));
  server.put("/", hello);
  const auto preflight = [this](const std::string& origin) {
    return ask(Method::options, "/", {.fields = {{"origin", origin}, {"access-control-request-method", "PUT"}}});
  };
  EXPECT_EQ(preflight("https://a.test").code(), 204u);
  EXPECT_EQ(preflight("https://a.test").field("access-control-allow-methods"), "GET, PUT");
  EXPECT_EQ(preflight("https://b.test").field("access-control-allow-methods"), "");
}

TEST_P(Middlewares, tell_browsers_to_be_careful) {
  server.use(server::security_headers({.hsts = 1h}));
  server.get("/", hello);
  server.get("/own", [](Context& c) { c.set("x-frame-options", "SAMEORIGIN").text("own"); });
  const auto usual = get("/");
  EXPECT_EQ(usual.field("x-content-type-options"), "nosniff");
  EXPECT_EQ(usual.field("strict-transport-security").empty(), !is_secure());
  EXPECT_EQ(get("/nowhere").field("x-frame-options"), "DENY");
  EXPECT_EQ(get("/own").field("x-frame-options"), "SAMEORIGIN");
}

TEST_P(Middlewares, limit_bodies) {
  auto group = server.group("/group");
  group.use(server::body_limit(4));
  group.post("/x", echo);
  server.post("/route", echo, {.body = 4});
  for (const auto* path : {"/group/x", "/route"}) {
    EXPECT_EQ(ask(Method::post, path, {.body = "1234"}).body, "1234") << path;
    EXPECT_EQ(ask(Method::post, path, {.body = "12345"}).code(), 413u) << path;
  }
}

TEST_P(Middlewares, limit_time) {
  auto group = server.group("/group");
  group.use(server::time_limit(5s));
  group.get("/slow", sleep);
  group.get("/quick", hello);
  server.get("/route", sleep, {.timeout = 5s});
  server.get("/quick", hello, {.timeout = 5s});
  EXPECT_EQ(code("/group/quick"), 200u);
  EXPECT_EQ(code("/quick"), 200u);
  EXPECT_EQ(past_its_time("/group/slow").code(), 503u);
  EXPECT_EQ(past_its_time("/route").code(), 503u);
}

TEST_P(Middlewares, ask_for_passwords_and_tokens) {
  server.get("/basic", [](Context& c) { c.text(c.user()); })
      .use(server::basic("a",
                         [](std::string_view user, std::string_view word) { return user == "ada" && word == "x"; }));
  server.get("/bearer", [](Context& c) { c.text(c.user()); })
      .use(server::bearer("a", [](std::string_view token) -> std::optional<std::string> {
        return token == "good" ? std::optional<std::string>("ada") : std::nullopt;
      }));
  EXPECT_EQ(response_of(begin(Method::get, "/basic").basic("ada", "x").wait()).body, "ada");
  EXPECT_EQ(response_of(begin(Method::get, "/basic").basic("ada", "y").wait()).code(), 401u);
  EXPECT_THAT(std::string(get("/basic").field("www-authenticate")), StartsWith("Basic realm=\"a\""));
  EXPECT_EQ(response_of(begin(Method::get, "/bearer").bearer("good").wait()).body, "ada");
  EXPECT_THAT(std::string(response_of(begin(Method::get, "/bearer").bearer("bad").wait()).field("www-authenticate")),
              HasSubstr("invalid_token"));
  EXPECT_EQ(get("/bearer", {{"authorization", "Bearer"}}).code(), 400u);
}

TEST_P(Middlewares, compress_what_may_be) {
  const std::string page(10'000, 'x');
  const auto give = [&page](Context& c) { c.text(page); };
  server.compress({});
  server.get("/", give);
  server.get("/off", give, {.compress = false});
  server.get("/cookie", [&page](Context& c) { c.set_cookie("id", "1").text(page); }, {.compress = true});
  const auto coding = [this](const std::string& path, const std::string& accepted) {
    return std::string(get(path, {{"accept-encoding", accepted}}).field("content-encoding"));
  };
  EXPECT_EQ(coding("/", "gzip"), "gzip");
  EXPECT_EQ(coding("/", "br;q=0, *;q=0"), "");
  EXPECT_EQ(coding("/off", "gzip"), "");
  EXPECT_EQ(coding("/cookie", "gzip"), "");
}

TEST_P(Middlewares, may_need_http11) {
  server.get("/", hello, {.http11_only = true});
  server.get("/used", hello).use(server::require_http11());
  for (const auto* path : {"/", "/used"}) {
    const auto result = begin(Method::get, path).wait();
    EXPECT_EQ(result.has_value(), !is_http2()) << path;
    EXPECT_EQ(result ? result->body : "", is_http2() ? "" : "hello") << path;
  }
}

TEST_P(Middlewares, lead_to_https) {
  server.redirect_to_https(8443);
  server.get("/a", hello);
  const auto answer = get("/a?b=c");
  EXPECT_EQ(answer.code(), is_secure() ? 200u : 308u);
  EXPECT_EQ(answer.field("location"), is_secure() ? "" : "https://127.0.0.1:8443/a?b=c");
}

TEST_P(Middlewares, send_old_paths_to_new_ones) {
  server.use(server::redirects({{.from = "/old/{rest...}", .to = "/new/{rest}"}}));
  server.get("/new/a", hello);
  EXPECT_EQ(get("/old/a").field("location"), "/new/a");
  EXPECT_EQ(code("/older/a"), 404u);
}

// --- routes ----------------------------------------------------------------------------------------------------------

TEST_P(Middlewares, leave_priorities_to_routes) {
  server.get("/", hello, {.priority = "u=1"});
  EXPECT_EQ(get("/").field("priority"), "u=1");
  EXPECT_THROW(Server(options()).get("/", hello, {.priority = "soon"}), std::invalid_argument);
}

TEST_P(Middlewares, of_the_server_are_those_of_hosts_and_its_routes_are_not) {
  server.use(server::security_headers());
  server.get("/server", hello);
  auto shop = server.host("127.0.0.1");
  shop.get("/", [](Context& c) { c.text("shop"); });
  server.host("other.test").get("/other", hello);
  EXPECT_EQ(get("/").body, "shop");
  EXPECT_EQ(get("/").field("x-frame-options"), "DENY");
  EXPECT_EQ(code("/server"), 404u);
  EXPECT_EQ(code("/other"), 404u);
}

TEST_P(Middlewares, and_routes_of_an_endpoint_are_for_its_clients) {
  server.get("/", hello);
  auto admin = server.endpoint("admin");
  admin.use([](Context& c, Next next) {
    if (c.field("x-key") != "1") return c.error(http::Status::unauthorized);
    next();
  });
  admin.get("/health", [](Context& c) { c.text("well"); });
  listen({.name = "admin"});
  start();
  const auto told = [this](const Endpoint& endpoint, Method method, const std::string& path, const char* key) {
    const auto response = response_of(client().request(method, endpoint.url + path).field("x-key", key).wait());
    return fmt::format("{} {}", response.code(), response.code() < 400 ? response.body : "");
  };
  const Endpoint& its = server.endpoints().at(0);
  const Endpoint& other = server.endpoints().at(1);
  EXPECT_EQ(told(its, Method::get, "/health", "1"), "200 well");
  EXPECT_EQ(told(its, Method::get, "/health", "2"), "401 ");
  EXPECT_EQ(told(its, Method::delete_, "/health", "1"), "405 ");
  EXPECT_EQ(told(its, Method::get, "/", "2"), "200 hello");
  EXPECT_EQ(told(other, Method::get, "/health", "1"), "404 ");
  EXPECT_EQ(told(other, Method::delete_, "/health", "1"), "404 ");
  EXPECT_EQ(told(other, Method::get, "/", "2"), "200 hello");
}

TEST_P(Middlewares, shape_errors) {
  server.on_error([](Context& c, const ErrorInfo& error) {
    if (c.path().starts_with("/api")) return server::problem_json(c, error);
    if (c.path() == "/usual") return;
    c.text(fmt::format("{}: {}", http::code(error.status), error.sentence));
  });
  server.get("/fails", [](Context&) { throw std::runtime_error("a secret"); });
  server.get("/api/order", [](Context&) { throw HttpError(http::Status::conflict, "it is there"); });
  EXPECT_EQ(get("/nowhere").body, "404: ");
  EXPECT_EQ(get("/fails").body, "500: ");
  const auto problem = get("/api/order");
  EXPECT_EQ(problem.code(), 409u);
  EXPECT_EQ(problem.field("content-type"), "application/problem+json");
  EXPECT_THAT(problem.body, HasSubstr("it is there"));
  EXPECT_THAT(get("/usual").body, StartsWith("404 Not Found"));
  EXPECT_EQ(get("/usual", {{"accept", "application/json"}}).field("content-type"), "application/problem+json");
}

TEST_P(Middlewares, see_any_method_and_what_is_not_found) {
  server.any("/any", [](Context& c) { c.text(c.request().method_text); });
  server.get("/any", hello);
  server.not_found([](Context& c) { c.text("no such page"); });
  EXPECT_EQ(get("/any").body, "hello");
  EXPECT_EQ(ask(Method::put, "/any", {.body = "x"}).body, "PUT");
  EXPECT_EQ(get("/nowhere").body, "no such page");
  EXPECT_EQ(get("/nowhere").code(), 404u);
}

INSTANTIATE_TEST_SUITE_P(each_version, Middlewares, each_version(), name_of_way);

}  // namespace middlewares_test
}  // namespace weft
