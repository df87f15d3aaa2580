#include <weft/server/group.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace group_test {

using testing::ElementsAre;
using namespace std::chrono_literals;

class Groups : public Versions {
 protected:
  static Middleware at_once(const std::string& name) {
    return [name](Context& c, Next next) {
      c.add("x-passed", name);
      next();
    };
  }
  static Middleware coroutine(const std::string& name) {
    return [name](Context& c, Next next) -> Task<> {
      c.add("x-passed", name);
      co_await next();
    };
  }
  static Handler answering(const std::string& text) {
    return [text](Context& c) { c.text(text); };
  }
  static Handler answering_late(const std::string& text) {
    return [text](Context& c) -> Task<> {
      co_await c.sleep(1ms);
      c.text(text);
    };
  }
  // "200 body passed passed", over every version the same.
  std::string told(const std::string& method, const std::string& path) {
    std::vector<std::string> all;
    for (const auto& answer : ask({.method = method, .path = path})) {
      std::string text = std::to_string(answer.status()) + " " + answer.body;
      for (auto at = answer.head.find("x-passed: "); at != std::string::npos;
           at = answer.head.find("x-passed: ", at + 1)) {
        text += " " + answer.head.substr(at + 10, answer.head.find("\r\n", at) - at - 10);
      }
      all.push_back(std::move(text));
    }
    EXPECT_EQ(all.front(), all.back());
    return all.front();
  }
};

TEST_F(Groups, have_a_prefix_and_middleware_of_their_own) {
  auto api = server->group("/api/");
  api.get("/at_once", answering("at once"));
  api.get("/late", answering_late("late"));
  api.get("", answering("itself"));
  api.use(at_once("b"));
  api.use(coroutine("c"));
  server->use(at_once("a"));
  server->get("/api2", answering("beside"));
  EXPECT_EQ(told("GET", "/api/at_once"), "200 at once a b c");
  EXPECT_EQ(told("GET", "/api/late"), "200 late a b c");
  EXPECT_EQ(told("GET", "/api"), "200 itself a b c");
  EXPECT_EQ(told("GET", "/api2"), "200 beside a");
  EXPECT_EQ(told("GET", "/at_once"), "404 404 Not Found\n a");
}

TEST_F(Groups, stand_in_groups_and_have_parameters) {
  auto user = server->group("/users/{id}");
  user.use(at_once("outer"));
  auto notes = user.group("/notes");
  notes.use(coroutine("inner"));
  notes.get("/{note}", [](Context& c) { c.text(c.param("id") + c.param("note")); }).use(at_once("route"));
  user.group("").get("/plain", answering("plain"));
  EXPECT_EQ(told("GET", "/users/7/notes/8"), "200 78 outer inner route");
  EXPECT_EQ(told("GET", "/users/7/plain"), "200 plain outer");
}

TEST_F(Groups, see_the_answers_that_weft_gives_below_their_prefix) {
  auto api = server->group("/api");
  api.use(at_once("api"));
  api.get("/here", answering("here"));
  api.group("/deep").use(at_once("deep"));
  server->group("/").use(at_once("never"));
  EXPECT_EQ(told("GET", "/api/nowhere"), "404 404 Not Found\n api");
  EXPECT_EQ(told("POST", "/api/here"), "405 405 Method Not Allowed\n api");
  EXPECT_EQ(told("OPTIONS", "/api/here"), "204  api");
  EXPECT_EQ(told("GET", "/api/deep/nowhere"), "404 404 Not Found\n api deep");
  EXPECT_EQ(told("GET", "/api/deeper"), "404 404 Not Found\n api");
  EXPECT_EQ(told("GET", "/apish"), "404 404 Not Found\n");
  EXPECT_EQ(told("GET", "/%00"), "400 400 Bad Request\n");
}

TEST_F(Groups, say_what_is_not_found) {
  server->not_found(answering_late("nothing here"));
  auto api = server->group("/api");
  api.use(coroutine("api"));
  auto deep = api.group("/{deep}");
  deep.use(at_once("deep"));
  server->group("/api/{other}").not_found([](Context& c) {
    c.status(http::Status::gone);
    c.text("no " + c.param("other"));
  });
  api.post("/here/now", answering("here"));
  EXPECT_EQ(told("GET", "/"), "404 nothing here");
  EXPECT_EQ(told("GET", "/api"), "404 nothing here api");
  EXPECT_EQ(told("GET", "/api/x/y"), "410 no x");
  EXPECT_EQ(told("PUT", "/api/here/now"), "405 405 Method Not Allowed\n");
}

TEST_F(Groups, take_any_method) {
  auto api = server->group("/api");
  api.any("/x", [](Context& c) { c.text(std::string(c.request().method_text)); });
  api.get("/x", answering("get"));
  EXPECT_EQ(told("GET", "/api/x"), "200 get");
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    EXPECT_EQ(told(method, "/api/x"), "200 " + method);
  }
  EXPECT_EQ(told("TRACE", "/api/x"), "405 405 Method Not Allowed\n");
  EXPECT_EQ(told("BREW", "/api/x"), "501 501 Not Implemented\n");
}

TEST_F(Groups, have_files) {
  auto own = server->group("/own");
  own.use(at_once("own"));
  own.files("/self", "/proc/self");
  EXPECT_THROW(server->group("/{any}").files("/", "/proc/self"), std::invalid_argument);
  EXPECT_EQ(told("GET", "/own/self/nowhere"), "404 404 Not Found\n own");
}

TEST_F(Groups, with_mistakes_are_refused_at_once) {
  EXPECT_THROW(server->group("api"), std::invalid_argument);
  EXPECT_THROW(server->group("/api/{rest...}"), std::invalid_argument);
  EXPECT_THROW(server->group("/a/:id"), std::invalid_argument);
  auto api = server->group("/api");
  api.get("/x", answering("x"));
  EXPECT_THROW(api.get("x", answering("x")), std::invalid_argument);
  EXPECT_THROW(server->get("/api/x", answering("x")), std::invalid_argument);
  EXPECT_THROW(api.route(http::Method::trace, "/x", answering("x")), std::invalid_argument);
  api.any("/y", answering("y"));
  EXPECT_THROW(api.any("/y", answering("y")), std::invalid_argument);
  start();
  EXPECT_THROW(api.get("/late", answering("late")), std::logic_error);
  EXPECT_THROW(api.use(at_once("late")), std::logic_error);
  EXPECT_THROW(api.not_found(answering("late")), std::logic_error);
  EXPECT_THROW(api.group("/late"), std::logic_error);
}

}  // namespace group_test
}  // namespace weft::server
