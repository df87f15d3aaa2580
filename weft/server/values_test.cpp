#include <weft/server/values.hpp>

#include <cstdint>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace values_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(Values, are_found_by_name) {
  const Values values("a=1&b=x+y&a=%32&%61=3&c", "query");
  EXPECT_EQ(values.find("a"), "1");
  EXPECT_EQ(values.find("b"), "x y");
  EXPECT_EQ(values.find("c"), "");
  EXPECT_EQ(values.find("d"), std::nullopt);
  EXPECT_THAT(values.all("a"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(values.all("d"), ElementsAre());
}

TEST(Values, are_seen_in_their_order) {
  std::vector<Values::Pair> seen;
  for (const auto& pair : Values("b=1&&a=%zz&=&b", "query")) seen.push_back(pair);
  EXPECT_THAT(seen, ElementsAre(Pair("b", "1"), Pair("a", "%zz"), Pair("", ""), Pair("b", "")));
  for (const auto& pair : Values("", "query")) FAIL() << pair.first;
}

TEST(Values, that_are_typed_say_what_is_wrong) {
  const Values values("n=12&bad=1x&big=256&text=%c0%af&nul=a%00", "form");
  EXPECT_EQ(values.get<int>("n"), 12);
  EXPECT_EQ(values.require<std::uint8_t>("n"), 12);
  EXPECT_STREQ(values.get<int>("none").error().what(), "\"none\" is missing in the form");
  EXPECT_STREQ(values.get<std::uint8_t>("big").error().what(),
               "\"big\" in the form is not a whole number from 0 to 255");
  EXPECT_EQ(values.get<int>("bad").error().status(), http::Status::bad_request);
  EXPECT_FALSE(values.get<std::string>("text").has_value());
  EXPECT_FALSE(values.get<std::string>("nul").has_value());
  EXPECT_THROW(values.require<int>("bad"), HttpError);
}

TEST(Values, that_are_optional_may_be_absent_and_not_wrong) {
  const Values values("n=12&bad=1x", "query");
  EXPECT_EQ(values.require<std::optional<int>>("n"), 12);
  EXPECT_EQ(values.require<std::optional<int>>("none"), std::nullopt);
  EXPECT_THROW(values.require<std::optional<int>>("bad"), HttpError);
}

TEST(Values, may_be_very_many) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "a&";
  const Values values(text + "last=1", "form");
  EXPECT_EQ(values.find("last"), "1");
  EXPECT_EQ(values.all("a").size(), 100'000U);
}

class Queries : public ServerTest {
 protected:
  void SetUp() override {
    server->get("/raw", [](Context& c) { c.text(c.query()); });
    server->get("/first", [](Context& c) { c.text(c.query("q").value_or("(none)")); });
    server->get("/all", [](Context& c) {
      std::string out;
      for (const auto& [name, value] : c.query_values()) out += fmt::format("[{}={}]", name, value);
      c.text(out);
    });
    server->get("/page", [](Context& c) {
      const auto page = c.query<int>("page");
      if (!page) return c.error(page.error());
      c.text(fmt::to_string(*page));
    });
    server->get("/thrown", [](Context& c) { c.text(fmt::to_string(c.require_query<int>("page"))); });
    server->get("/waits", [](Context& c) -> Task<> {
      co_await c.sleep(std::chrono::milliseconds(1));
      c.text(fmt::to_string(c.require_query<std::optional<int>>("page").value_or(1)));
    });
    server->get("/items/{id}", [](Context& c) { c.text(fmt::to_string(c.require_param<unsigned>("id"))); });
    server->get("/other/{id}", [](Context& c) { c.text(c.require_param("di")); });
  }
};

TEST_F(Queries, are_given_raw_and_decoded) {
  EXPECT_EQ(request("GET /raw?q=a+%41").body, "q=a+%41");
  EXPECT_EQ(request("GET /first?x=1&q=a+%41&q=2").body, "a A");
  EXPECT_EQ(request("GET /first?q").body, "");
  EXPECT_EQ(request("GET /first").body, "(none)");
  EXPECT_EQ(request("GET /all?a=1&b=2&a=%").body, "[a=1][b=2][a=%]");
}

TEST_F(Queries, come_through_as_octets) {
  EXPECT_EQ(request("GET /first?q=%00").body, std::string("\0", 1));
  EXPECT_EQ(request("GET /first?q=%C0%AF").body, "\xc0\xaf");
  EXPECT_EQ(request("GET /first?q=%zz").body, "%zz");
  EXPECT_EQ(request("GET /all?&&=&&=1&").body, "[=][=1]");
}

TEST_F(Queries, that_are_wrong_are_400_with_a_sentence) {
  EXPECT_EQ(request("GET /page?page=7").body, "7");
  for (const auto* path : {"/page", "/thrown"}) {
    const auto missing = request(fmt::format("GET {}", path));
    EXPECT_EQ(missing.status(), 400);
    EXPECT_EQ(missing.body, "400 Bad Request\n\"page\" is missing in the query\n");
    EXPECT_THAT(request(fmt::format("GET {}?page=x", path)).body,
                HasSubstr("\"page\" in the query is not a whole number from -2147483648 to 2147483647"));
  }
  EXPECT_THAT(request("GET /thrown", "accept: text/html\r\n").body, HasSubstr("<p>&quot;page&quot; is missing"));
}

TEST_F(Queries, may_be_asked_for_in_a_coroutine) {
  EXPECT_EQ(request("GET /waits").body, "1");
  EXPECT_EQ(request("GET /waits?page=2").body, "2");
  EXPECT_EQ(request("GET /waits?page=two").status(), 400);
}

TEST_F(Queries, have_parameters_of_the_path_beside_them) {
  EXPECT_EQ(request("GET /items/42").body, "42");
  EXPECT_THAT(request("GET /items/-1").body,
              HasSubstr("\"id\" in the path is not a whole number from 0 to 4294967295"));
  EXPECT_EQ(request("GET /other/1").status(), 400);
}

}  // namespace values_test
}  // namespace weft::server
