#include <weft/server/middlewares/cors.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace cors_test {

using namespace std::chrono_literals;

class CorsRoutes : public Versions {
 protected:
  void serve(const CorsOptions& options) {
    auto api = server->group("/api");
    api.use(cors(options));
    api.use([](Context& c, Next next) {
      if (c.field("x-key") != "1") return c.error(http::Status::unauthorized);
      next();
    });
    api.put("/x", [](Context& c) { c.text("put"); });
    api.get("/fails", [](Context&) { throw std::runtime_error("failed"); });
  }
  static TestRequest preflight(const std::string& origin) {
    return {.method = "OPTIONS",
            .path = "/api/x",
            .fields = {{"origin", origin}, {"access-control-request-method", "PUT"}}};
  }
};

const CorsOptions strict{.origins = {"https://a.test", "https://b.test:8443"},
                         .methods = {"GET", "PUT"},
                         .headers = {"content-type", "x-key"},
                         .exposed = {"x-count"},
                         .credentials = true,
                         .max_age = 600s};

TEST_F(CorsRoutes, answer_a_preflight_ahead_of_what_asks_for_credentials) {
  serve(strict);
  for (const auto& answer : ask(preflight("https://b.test:8443"))) {
    EXPECT_EQ(answer.status(), 204);
    EXPECT_EQ(answer.field("access-control-allow-origin"), "https://b.test:8443");
    EXPECT_EQ(answer.field("access-control-allow-methods"), "GET, PUT");
    EXPECT_EQ(answer.field("access-control-allow-headers"), "content-type, x-key");
    EXPECT_EQ(answer.field("access-control-allow-credentials"), "true");
    EXPECT_EQ(answer.field("access-control-max-age"), "600");
    EXPECT_EQ(answer.field("vary"), "origin");
  }
}

TEST_F(CorsRoutes, say_nothing_to_other_origins) {
  serve(strict);
  for (const auto* origin : {"https://c.test", "http://a.test", "https://a.test.evil", "null", "https://b.test"}) {
    for (const auto& answer : ask(preflight(origin))) {
      EXPECT_EQ(answer.status(), 204) << origin;
      EXPECT_EQ(answer.field("access-control-allow-origin"), "") << origin;
      EXPECT_EQ(answer.field("access-control-allow-methods"), "") << origin;
      EXPECT_EQ(answer.field("vary"), "origin") << origin;
    }
  }
}

TEST_F(CorsRoutes, let_a_page_read_answers_and_errors) {
  serve(strict);
  TestRequest request{.method = "PUT", .path = "/api/x", .fields = {{"origin", "https://a.test"}, {"x-key", "1"}}};
  for (const auto& [method, path, status] : {std::tuple("PUT", "/api/x", 200), std::tuple("GET", "/api/fails", 500),
                                             std::tuple("GET", "/api/nowhere", 404)}) {
    request.method = method;
    request.path = path;
    for (const auto& answer : ask(request)) {
      EXPECT_EQ(answer.status(), status);
      EXPECT_EQ(answer.field("access-control-allow-origin"), "https://a.test");
      EXPECT_EQ(answer.field("access-control-expose-headers"), "x-count");
      EXPECT_EQ(answer.field("access-control-allow-methods"), "");
    }
  }
}

TEST_F(CorsRoutes, leave_requests_without_an_origin_as_they_are) {
  serve(strict);
  for (const auto& answer : ask({.method = "PUT", .path = "/api/x", .fields = {{"x-key", "1"}}})) {
    EXPECT_EQ(answer.body, "put");
    EXPECT_EQ(answer.field("access-control-allow-origin"), "");
  }
  // No preflight: an OPTIONS of its own.
  for (const auto& answer : ask({.method = "OPTIONS", .path = "/api/x", .fields = {{"origin", "https://a.test"}}})) {
    EXPECT_EQ(answer.status(), 401);
  }
}

TEST_F(CorsRoutes, may_be_for_all) {
  serve({.origins = {"*"}});
  for (const auto& answer : ask(preflight("https://any.test"))) {
    EXPECT_EQ(answer.field("access-control-allow-origin"), "*");
    EXPECT_EQ(answer.field("access-control-allow-credentials"), "");
    EXPECT_EQ(answer.field("vary"), "");
  }
}

TEST(Cors, that_makes_no_sense_is_refused) {
  EXPECT_THROW(cors({}), std::invalid_argument);
  EXPECT_THROW(cors({.origins = {"*"}, .credentials = true}), std::invalid_argument);
  for (const auto* origin : {"", "a.test", "https://a.test/", "https://A.test", "https://*.a.test", "https://"}) {
    EXPECT_THROW(cors({.origins = {origin}}), std::invalid_argument) << origin;
  }
  EXPECT_THROW(cors({.origins = {"https://a.test"}, .headers = {"a\nb"}}), std::invalid_argument);
}

}  // namespace cors_test
}  // namespace weft::server
