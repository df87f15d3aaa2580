#include <weft/server/auth/basic.hpp>

#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/base/base64.hpp>
#include <weft/server/client_test.hpp>

namespace weft::server {
namespace basic_test {

bool is_right(std::string_view user, std::string_view password) {
  return user == "Aladdin" && password == "open:sesame";
}

class Basic : public ServerTest {
 protected:
  Basic() {
    const auto hello = [](Context& c) { c.text(c.user()); };
    const auto late = [](std::string user, std::string password) -> Task<bool> { co_return is_right(user, password); };
    server->get("/at_once", hello).use(basic("the \"staff\"", is_right));
    server->get("/late", hello).use(basic("the \"staff\"", late));
  }
  static std::string sending(std::string_view user_pass) {
    return "authorization: Basic " + base64(user_pass) + "\r\n";
  }
};

TEST_F(Basic, lets_those_in_whose_password_is_right) {
  for (const std::string path : {"/at_once", "/late"}) {
    const auto response = request("GET " + path, sending("Aladdin:open:sesame"));
    EXPECT_EQ(response.status(), 200) << path;
    EXPECT_EQ(response.body, "Aladdin") << path;
  }
}

TEST_F(Basic, asks_all_others) {
  const std::string others[] = {"",
                                sending("Aladdin:open"),
                                sending("Aladdin"),
                                sending(":open:sesame"),
                                sending("Aladdin:open:sesame\n"),
                                "authorization: Basic ***\r\n",
                                "authorization: Bearer QWxhZGRpbjpvcGVuOnNlc2FtZQ==\r\n",
                                sending("Aladdin:open:sesame") + sending("Aladdin:open:sesame")};
  for (const std::string path : {"/at_once", "/late"}) {
    for (const auto& fields : others) {
      const auto response = request("GET " + path, fields);
      EXPECT_EQ(response.status(), 401) << path << " " << fields;
      EXPECT_EQ(response.field("www-authenticate"), R"(Basic realm="the \"staff\"", charset="UTF-8")");
    }
  }
}

TEST_F(Basic, without_a_check_is_a_mistake) {
  EXPECT_THROW(basic("staff", BasicCheck()), std::invalid_argument);
  EXPECT_THROW(basic("staff", LateBasicCheck()), std::invalid_argument);
  EXPECT_THROW(basic("a\nrealm", is_right), std::invalid_argument);
}

TEST_F(Basic, tells_nobody_who_the_last_one_was) {
  server->get("/free", [](Context& c) { c.text(c.user()); });
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /at_once", sending("Aladdin:open:sesame")).body, "Aladdin");
  EXPECT_EQ(client.request("GET /free", sending("Aladdin:open:sesame")).body, "");
}

}  // namespace basic_test
}  // namespace weft::server
