#include <weft/server/auth/bearer.hpp>

#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace bearer_test {

std::optional<std::string> user_of(std::string_view token) {
  if (token != "mF_9.B5f-4.1JqM") return std::nullopt;
  return "ada";
}

class Bearer : public ServerTest {
 protected:
  Bearer() {
    const auto hello = [](Context& c) { c.text(c.user()); };
    const auto late = [](std::string token) -> Task<std::optional<std::string>> { co_return user_of(token); };
    server->get("/at_once", hello).use(bearer("api", user_of));
    server->get("/late", hello).use(bearer("api", late));
  }
  void expect(std::string_view fields, int status, std::string_view challenge) {
    for (const std::string path : {"/at_once", "/late"}) {
      SCOPED_TRACE(path);
      const auto response = request("GET " + path, fields);
      EXPECT_EQ(response.status(), status);
      EXPECT_EQ(response.field("www-authenticate"), challenge);
      EXPECT_EQ(response.body == "ada", status == 200);
    }
  }
};

// RFC 6750 3 and 3.1.
TEST_F(Bearer, is_taken_and_asked_for) {
  expect("authorization: Bearer mF_9.B5f-4.1JqM\r\n", 200, "");
  expect("authorization: bearer mF_9.B5f-4.1JqM\r\n", 200, "");
  expect("", 401, "Bearer realm=\"api\"");
  expect("authorization: Basic YTpi\r\n", 401, "Bearer realm=\"api\"");
  expect("authorization: Bearer another\r\n", 401, "Bearer realm=\"api\", error=\"invalid_token\"");
  expect("authorization: Bearer\r\n", 400, "Bearer realm=\"api\", error=\"invalid_request\"");
  expect("authorization: Bearer a b\r\n", 400, "Bearer realm=\"api\", error=\"invalid_request\"");
}

TEST_F(Bearer, without_a_check_is_a_mistake) {
  EXPECT_THROW(bearer("api", BearerCheck()), std::invalid_argument);
  EXPECT_THROW(bearer("api", LateBearerCheck()), std::invalid_argument);
}

}  // namespace bearer_test
}  // namespace weft::server
