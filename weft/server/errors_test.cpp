#include <weft/server/errors.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace errors_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

// "500 too bad" of "too bad", and "404" of no exception.
void tell(Context& c, const ErrorInfo& error) {
  std::string text = "shaped " + std::to_string(http::code(error.status)) + " " + std::string(error.reason);
  try {
    if (error.exception) std::rethrow_exception(error.exception);
  } catch (const std::exception& exception) {
    text += exception.what();
  }
  c.text(text);
}

class Errors : public Versions {
 protected:
  Errors() {
    auto options = test_options();
    options.request_body = 4;
    options.diagnostics = [this](std::string_view line) { diagnostics.emplace_back(line); };
    server.emplace(options);
    server->get("/throws", [](Context&) { throw std::runtime_error("too bad"); });
    server->get("/throws_late", [](Context& c) -> Task<> {
      co_await c.sleep(1ms);
      throw std::runtime_error("too late");
    });
    server->get("/says", [](Context& c) { c.error(http::Status::conflict); });
    server->get("/refuses", [](Context&) { throw HttpError(http::Status::conflict, "was there"); });
    server->get("/moved", [](Context& c) { c.redirect("/says"); });
    server->post("/reads", [](Context& c) -> Task<> {
      const auto text = co_await c.body().text(100);
      if (!text) co_return c.error(text.error());
      c.text(*text);
    });
  }
  ~Errors() override { server.reset(); }

  std::vector<std::string> diagnostics;
};

TEST_F(Errors, have_the_sentence_of_who_has_ended_the_request) {
  server->on_error([](Context& c, const ErrorInfo& error) { c.text(std::string(error.sentence)); });
  for (const auto& answer : ask({.path = "/refuses"})) EXPECT_EQ(answer.body, "was there");
}

TEST_F(Errors, are_shaped_in_one_place) {
  server->on_error(tell);
  const std::pair<TestRequest, std::string> cases[] = {
      {{.path = "/throws"}, "shaped 500 too bad"},
      {{.path = "/throws_late"}, "shaped 500 too late"},
      {{.path = "/says"}, "shaped 409 "},
      {{.path = "/nowhere"}, "shaped 404 "},
      {{.method = "POST", .path = "/says"}, "shaped 405 "},
      {{.method = "BREW", .path = "/says"}, "shaped 501 "},
      {{.path = "/%00"}, "shaped 400 "},
      {{.method = "POST", .path = "/reads", .body = "12345"}, "shaped 413 request_body_too_large"},
      {{.method = "POST", .path = "/reads", .body = "1234"}, "1234"}};
  for (const auto& [request, body] : cases) {
    for (const auto& answer : ask(request)) {
      EXPECT_EQ(answer.body, body);
      EXPECT_EQ(std::to_string(answer.status()), body == "1234" ? "200" : body.substr(7, 3));
    }
  }
  for (const auto& answer : ask({.path = "/moved"})) EXPECT_EQ(answer.body, "302 Found\n");
}

TEST_F(Errors, are_shaped_behind_the_middleware_as_well) {
  server->on_error(tell);
  server->use([](Context& c, Next next) {
    c.set("x-passed", "yes");
    next();
  });
  for (const auto& answer : ask({.path = "/nowhere"})) {
    EXPECT_EQ(answer.body, "shaped 404 ");
    EXPECT_EQ(answer.field("x-passed"), "yes");
  }
}

TEST_F(Errors, have_the_usual_page_where_nobody_answers) {
  int calls = 0;
  server->on_error([&calls](Context& c, const ErrorInfo& error) {
    ++calls;
    c.set("x-seen", "yes");
    if (error.status == http::Status::conflict) return c.error(http::Status::gone);
    if (error.status == http::Status::not_found) throw std::runtime_error("in vain");
  });
  for (const auto& answer : ask({.path = "/throws"})) {
    EXPECT_EQ(answer.status(), 500);
    EXPECT_EQ(answer.body, "500 Internal Server Error\n");
    EXPECT_EQ(answer.field("x-seen"), "yes");
  }
  for (const auto& answer : ask({.path = "/says"})) EXPECT_EQ(answer.body, "410 Gone\n");
  for (const auto& answer : ask({.path = "/nowhere"})) EXPECT_EQ(answer.body, "404 Not Found\n");
  server.reset();
  EXPECT_EQ(calls, 6);
  EXPECT_THAT(diagnostics, testing::Contains("GET /nowhere: on_error() failed: in vain"));
}

TEST_F(Errors, are_problems_for_those_who_like_json) {
  for (const auto& answer : ask({.path = "/nowhere", .fields = {{"accept", "application/json"}}})) {
    EXPECT_EQ(answer.field("content-type"), "application/problem+json");
    EXPECT_EQ(answer.body, "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}\n");
  }
}

TEST_F(Errors, are_problems_for_all_where_the_program_says_so) {
  server->on_error(problem_json);
  for (const auto& answer : ask({.path = "/throws", .fields = {{"accept", "text/html"}}})) {
    EXPECT_EQ(answer.field("content-type"), "application/problem+json");
    EXPECT_THAT(answer.body, HasSubstr("\"status\":500"));
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("too bad")));
  }
}

TEST_F(Errors, without_a_handler_are_a_mistake) {
  EXPECT_THROW(server->on_error({}), std::invalid_argument);
  start();
  EXPECT_THROW(server->on_error(tell), std::logic_error);
}

}  // namespace errors_test
}  // namespace weft::server
