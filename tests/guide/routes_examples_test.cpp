// The examples of docs/guide/routes.md. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include <weft/testing/testing.hpp>

namespace routes_guide {

void notes(weft::Server& server) {
  server.get("/notes", [](weft::Context& c) { c.text("all notes"); });
  server.post("/notes", [](weft::Context& c) { c.status(weft::http::Status::created).text("a new one"); });
  server.get("/notes/{id}", [](weft::Context& c) { c.text("note " + c.param("id")); });
  server.get("/notes/latest", [](weft::Context& c) { c.text("the latest note"); });
  server.delete_("/notes/{id}", [](weft::Context& c) { c.status(weft::http::Status::no_content); });
  server.get("/attic/{rest...}", [](weft::Context& c) { c.text("in the attic: " + c.param("rest")); });
}

void any_method(weft::Server& server) {
  server.any("/mirror", [](weft::Context& c) { c.text(c.request().method_text); });
}

void groups(weft::Server& server) {
  auto api = server.group("/api/v1");
  api.get("/orders/{id}", [](weft::Context& c) { c.text("order " + c.param("id")); });
  api.not_found([](weft::Context& c) { c.json(R"({"error": "no such resource"})"); });
}

void hosts(weft::Server& server) {
  auto shop = server.host("shop.example.org");
  shop.get("/", [](weft::Context& c) { c.text("the shop"); });
}

class RoutesGuide : public testing::Test {
 protected:
  RoutesGuide() {
    for (const auto add : {notes, any_method, groups, hosts}) add(server);
  }
  // The status and the body.
  std::string told(weft::http::Method method, const std::string& path, const std::string& host = "localhost") {
    const auto response = weft::test(server, {.host = host}).request(method, path);
    return fmt::format("{} {}", response.code(), response.body);
  }
  std::string get(const std::string& path, const std::string& host = "localhost") {
    return told(weft::http::Method::get, path, host);
  }

  weft::Server server{{.threads = 1, .signals = weft::Signals::ignore}};
};

TEST_F(RoutesGuide, the_most_precise_pattern_answers) {
  EXPECT_EQ(get("/notes"), "200 all notes");
  EXPECT_EQ(get("/notes/7"), "200 note 7");
  EXPECT_EQ(get("/notes/latest"), "200 the latest note");
  EXPECT_EQ(get("/notes/a%20b"), "200 note a b");
  EXPECT_EQ(get("/attic/box/3"), "200 in the attic: box/3");
  EXPECT_EQ(get("/notes/").substr(0, 3), "404");
}

TEST_F(RoutesGuide, other_methods_are_told) {
  EXPECT_EQ(told(weft::http::Method::post, "/notes"), "201 a new one");
  EXPECT_EQ(told(weft::http::Method::delete_, "/notes/7"), "204 ");
  EXPECT_EQ(told(weft::http::Method::head, "/notes"), "200 ");
  EXPECT_EQ(told(weft::http::Method::put, "/mirror"), "200 PUT");
  const auto response = weft::test(server).request(weft::http::Method::put, "/notes");
  EXPECT_EQ(response.code(), 405u);
  EXPECT_EQ(response.field("allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(RoutesGuide, groups_and_hosts_have_their_own) {
  EXPECT_EQ(get("/api/v1/orders/7"), "200 order 7");
  EXPECT_EQ(get("/api/v1/nowhere"), R"(404 {"error": "no such resource"})");
  EXPECT_EQ(get("/", "shop.example.org"), "200 the shop");
  EXPECT_EQ(get("/notes", "shop.example.org").substr(0, 3), "404");
}

TEST_F(RoutesGuide, a_mistake_is_told_where_it_is_made) {
  const auto hello = [](weft::Context& c) { c.text("hello"); };
  EXPECT_THROW(server.get("/users/:id", hello), std::invalid_argument);
  EXPECT_THROW(server.get("/notes", hello), std::invalid_argument);
}

}  // namespace routes_guide
