#include <weft/server/middlewares/request_id.hpp>

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace request_id_test {

using testing::MatchesRegex;

class RequestIds : public Versions {
 protected:
  void serve(RequestIdOptions options) {
    server->use(request_id(options));
    server->get("/", [](Context& c) { c.text(request_id_of(c)); });
    server->get("/fails", [](Context& c) {
      c.set("x-own", "gone");
      throw std::runtime_error("failed");
    });
  }
  std::vector<TestResponse> sending(const std::string& id) { return ask({.fields = {{"x-request-id", id}}}); }
};

TEST_F(RequestIds, are_new_for_each_request) {
  serve({});
  const auto answers = sending("theirs");
  for (const auto& answer : answers) {
    EXPECT_THAT(answer.field("x-request-id"), MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(answer.body, answer.field("x-request-id"));
  }
  EXPECT_NE(answers.front().body, answers.back().body);
}

TEST_F(RequestIds, may_be_those_of_the_client) {
  serve({.from_client = true});
  for (const std::string& id : {std::string("a-1_B.c="), std::string(128, 'x')}) {
    for (const auto& answer : sending(id)) EXPECT_EQ(answer.body, id);
  }
  for (const std::string& id : {std::string("a b"), std::string("<script>"), std::string(129, 'x')}) {
    for (const auto& answer : sending(id)) EXPECT_THAT(answer.body, MatchesRegex("[0-9a-f]{32}")) << id;
  }
}

TEST_F(RequestIds, stay_where_a_handler_fails) {
  serve({});
  for (const auto& answer : ask({.path = "/fails"})) {
    EXPECT_EQ(answer.status(), 500);
    EXPECT_THAT(answer.field("x-request-id"), MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(answer.field("x-own"), "");
  }
  for (const auto& answer : ask({.path = "/nowhere"})) EXPECT_NE(answer.field("x-request-id"), "");
}

}  // namespace request_id_test
}  // namespace weft::server
