#include <weft/server/json.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server::json_test {

struct Order {
  std::string name;
  int number = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, name, number)

// A type of a program with another library.
struct Word {
  std::string text;
};

}  // namespace weft::server::json_test

template <>
struct weft::JsonText<weft::server::json_test::Word> {
  static server::json_test::Word parse(std::string_view text) {
    if (text.size() < 2 || text[0] != '"') throw BadJson("is not a word");
    return {std::string(text.substr(1, text.size() - 2))};
  }
  static std::string print(const server::json_test::Word& word) { return '"' + word.text + '"'; }
};

namespace weft::server::json_test {

using testing::HasSubstr;

class Json : public ServerTest {
 protected:
  void SetUp() override {
    server->post("/any", [](Context& c) -> Task<> { send_json(c, co_await read_json(c, 300'000)); });
    server->post("/order", [](Context& c) -> Task<> {
      auto order = co_await read_json<Order>(c, 100);
      ++order.number;
      send_json(c, order);
    });
    server->post("/word", [](Context& c) -> Task<> { send_json(c, co_await read_json<Word>(c, 100)); });
    server->get("/list", [](Context& c) { send_json(c, std::vector<int>{1, 2}); });
    server->get("/bad", [](Context& c) { send_json(c, std::string("a\xff")); });
  }
  TestResponse post(std::string_view path, std::string_view body, std::string_view type = "application/json") {
    return request(fmt::format("POST {}", path),
                   fmt::format("content-type: {}\r\ncontent-length: {}\r\n", type, body.size()), body);
  }
};

TEST_F(Json, becomes_values_and_is_made_of_values) {
  const auto response = post("/order", R"({"name": "J\u00fcrgen", "number": 41})");
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.field("content-type"), "application/json");
  EXPECT_EQ(response.body, "{\"name\":\"J\xc3\xbcrgen\",\"number\":42}");
  EXPECT_EQ(post("/any", " [1, null] ").body, "[1,null]");
  EXPECT_EQ(request("GET /list").body, "[1,2]");
  EXPECT_EQ(request("GET /bad").body, "\"a\xef\xbf\xbd\"");
}

TEST_F(Json, may_come_from_another_library) {
  EXPECT_EQ(post("/word", "\"hi\"").body, "\"hi\"");
  EXPECT_EQ(post("/word", "1").body, "400 Bad Request\nthe body is not a word\n");
}

TEST_F(Json, that_is_wrong_is_400_with_its_place) {
  EXPECT_EQ(post("/any", "{\n  \"a\": x\n}").body, "400 Bad Request\nthe body is not JSON at 2:8\n");
  for (const auto* text :
       {"", "{", "[1,]", "nul", "\"\\ud800\"", "\"\xff\"", "1 2", "{\"a\":1,}", "// a\n1", "\xef\xbb"}) {
    const auto response = post("/any", text);
    EXPECT_EQ(response.status(), 400) << text;
    EXPECT_THAT(response.body, HasSubstr("the body is not JSON at 1:")) << text;
  }
}

TEST_F(Json, has_so_many_levels_and_not_more) {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  const auto full = std::string(200, '[') + "1" + std::string(200, ']');
  EXPECT_EQ(post("/any", full).body, full);
  for (const auto& text : {nested(201), nested(140'000), std::string(280'000, '[')}) {
    EXPECT_EQ(post("/any", text).body, "400 Bad Request\nthe body has more than 200 levels of arrays and objects\n");
  }
}

TEST_F(Json, that_is_another_value_is_400) {
  EXPECT_EQ(post("/order", R"({"name": "a"})").status(), 400);
  EXPECT_THAT(post("/order", R"({"name": "a"})").body, HasSubstr("the body is not what is expected: key 'number' not"));
  EXPECT_THAT(post("/order", R"({"name": 1, "number": 1})").body, HasSubstr("type must be string"));
  EXPECT_EQ(post("/order", "[]").status(), 400);
}

TEST_F(Json, of_another_type_is_415) {
  EXPECT_EQ(post("/any", "{}", "text/plain").status(), 415);
  EXPECT_EQ(post("/any", "{}", "json").status(), 415);
  EXPECT_EQ(post("/any", "{}", "+json").status(), 415);
  EXPECT_EQ(request("POST /any", "content-length: 2\r\n", "{}").status(), 415);
  EXPECT_EQ(post("/any", "{}", "Application/JSON; charset=utf-8").status(), 200);
  EXPECT_EQ(post("/any", "{}", "application/merge-patch+json").status(), 200);
}

TEST_F(Json, beyond_the_limit_is_413) {
  EXPECT_EQ(post("/order", std::string(101, ' ')).status(), 413);
}

}  // namespace weft::server::json_test
