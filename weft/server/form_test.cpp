// Forms as the bodies of requests.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace form_test {

using testing::HasSubstr;

class Forms : public ServerTest {
 protected:
  void SetUp() override {
    server->post("/", [](Context& c) -> Task<> {
      const auto form = co_await c.body().form(100);
      if (!form) co_return c.error(form.error());
      const auto name = form->require("name");
      c.text(fmt::format("{} {}", name, form->require<int>("age")));
    });
  }
  TestResponse post(std::string_view type, std::string_view body) {
    return request("POST /", fmt::format("content-type: {}\r\ncontent-length: {}\r\n", type, body.size()), body);
  }
};

TEST_F(Forms, have_values_as_queries_have) {
  EXPECT_EQ(post("application/x-www-form-urlencoded", "name=J%C3%BCrgen+X&age=41").body, "J\xc3\xbcrgen X 41");
  EXPECT_EQ(post("Application/X-WWW-Form-Urlencoded; charset=UTF-8", "age=1&name=a").body, "a 1");
}

TEST_F(Forms, that_are_wrong_are_400) {
  EXPECT_THAT(post("application/x-www-form-urlencoded", "name=a&age=x").body, HasSubstr("\"age\" in the form is not"));
  EXPECT_THAT(post("application/x-www-form-urlencoded", "").body, HasSubstr("\"name\" is missing in the form"));
  EXPECT_EQ(post("application/x-www-form-urlencoded", "name=%FF&age=1").status(), 400);
}

TEST_F(Forms, of_another_type_are_415) {
  EXPECT_EQ(post("application/json", "{}").status(), 415);
  EXPECT_EQ(post("application/x-www-form-urlencoded2", "name=a&age=1").status(), 415);
  EXPECT_EQ(request("POST /", "content-length: 12\r\n", "name=a&age=1").status(), 415);
}

TEST_F(Forms, beyond_the_limit_are_413) {
  EXPECT_EQ(post("application/x-www-form-urlencoded", "age=1&name=" + std::string(89, 'x')).status(), 200);
  EXPECT_EQ(post("application/x-www-form-urlencoded", "age=1&name=" + std::string(90, 'x')).status(), 413);
}

}  // namespace form_test
}  // namespace weft::server
