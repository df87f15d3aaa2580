#include <weft/server/cookies.hpp>

#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/server/http2_client_test.hpp>

namespace weft::server {
namespace cookies_test {

using testing::Contains;
using testing::HasSubstr;

http::Fields with_cookies(std::initializer_list<std::string_view> lines) {
  http::Fields fields;
  for (const auto line : lines) fields.add("cookie", line);
  return fields;
}

TEST(FindCookie, finds_the_first_of_its_name) {
  const auto fields = with_cookies({"a=1; b=2; a=3; empty=; c=x=y"});
  EXPECT_EQ(find_cookie(fields, "a"), "1");
  EXPECT_EQ(find_cookie(fields, "b"), "2");
  EXPECT_EQ(find_cookie(fields, "empty"), "");
  EXPECT_EQ(find_cookie(fields, "c"), "x=y");
  EXPECT_EQ(find_cookie(fields, "A"), std::nullopt);
  EXPECT_EQ(find_cookie({}, "a"), std::nullopt);
}

TEST(FindCookie, looks_into_every_line) {
  const auto fields = with_cookies({"a=1", "b=2; c=3", "d=4"});
  EXPECT_EQ(find_cookie(fields, "c"), "3");
  EXPECT_EQ(find_cookie(fields, "d"), "4");
}

TEST(FindCookie, is_not_led_astray) {
  const auto fields = with_cookies({";;a; =b;x=\"a=1\"; sid =7;\tsid=8\t;sid2=9;"});
  EXPECT_EQ(find_cookie(fields, "a"), std::nullopt);
  EXPECT_EQ(find_cookie(fields, "sid"), "8");
  EXPECT_EQ(find_cookie(fields, "x"), "\"a=1\"");
  EXPECT_EQ(find_cookie(with_cookies({"", ";", "="}), "a"), std::nullopt);
}

TEST(SetCookie, is_safe_where_nothing_is_said) {
  EXPECT_EQ(set_cookie_text("sid", "31d4", {}, true), "sid=31d4; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(set_cookie_text("sid", "", {}, false), "sid=; Path=/; HttpOnly; SameSite=Lax");
}

TEST(SetCookie, says_what_it_is_told) {
  const CookieOptions options = {.max_age = std::chrono::hours(1),
                                 .path = "/shop",
                                 .domain = "example.org",
                                 .same_site = SameSite::none,
                                 .http_only = false,
                                 .secure = true};
  EXPECT_EQ(set_cookie_text("a", "b", options, false),
            "a=b; Path=/shop; Max-Age=3600; Domain=example.org; Secure; SameSite=None");
}

TEST(SetCookie, is_refused_where_a_browser_would_not_take_it) {
  const auto refused = [](std::string_view name, std::string_view value, const CookieOptions& options = {},
                          bool secure = true) {
    EXPECT_THROW(set_cookie_text(name, value, options, secure), std::invalid_argument) << name << '=' << value;
  };
  for (const auto* name : {"", "a b", "a;b", "a=b", "a\r\nb", "\xc3\xbc"}) refused(name, "1");
  for (const auto* value : {"a b", "a;b", "a,b", "\"a\"", "a\\b", "a\r\nset-cookie: b=c", "\xc3\xbc", "\x7f"}) {
    refused("a", value);
  }
  for (const auto* path : {"", "a", "/a;b", "/a\n"}) refused("a", "1", {.path = path});
  for (const auto* domain : {"a b", "a;b", "a/"}) refused("a", "1", {.domain = domain});
  refused("a", std::string(4096, 'x'));
  refused("a", "1", {.path = "/" + std::string(1024, 'x')});
  EXPECT_NO_THROW(set_cookie_text("a", std::string(4095, 'x'), {}, true));
}

TEST(SetCookie, keeps_the_rules_of_prefixes) {
  const auto refused = [](std::string_view name, const CookieOptions& options, bool secure) {
    EXPECT_THROW(set_cookie_text(name, "1", options, secure), std::invalid_argument) << name;
  };
  refused("__Host-a", {}, false);
  refused("__host-a", {}, false);
  refused("__Host-a", {.path = "/a"}, true);
  refused("__Host-a", {.domain = "example.org"}, true);
  refused("__Secure-a", {}, false);
  refused("__Secure-a", {.secure = false}, true);
  refused("a", {.same_site = SameSite::none}, false);
  EXPECT_NO_THROW(set_cookie_text("__Host-a", "1", {}, true));
  EXPECT_NO_THROW(set_cookie_text("__Secure-a", "1", {.path = "/a", .domain = "example.org"}, true));
}

class Cookies : public ServerTest {
 protected:
  void SetUp() override {
    server->get("/", [](Context& c) { c.set("x-sid", c.cookie("sid").value_or("(none)")).text(""); });
    server->get("/set", [](Context& c) {
      c.set_cookie("a", "1").set_cookie("b", "2", {.max_age = std::chrono::seconds(9)}).clear_cookie("c").text("set");
    });
    server->get("/bad", [](Context& c) { c.set_cookie("a", "1\r\nx-split: 1").text("set"); });
    server->get("/late", [](Context& c) { c.set_cookie("__Host-a", "1").text("set"); });
  }
};

TEST_F(Cookies, of_a_request_are_read) {
  EXPECT_EQ(request("GET /", "cookie: a=1; sid=31d4\r\n").field("x-sid"), "31d4");
  EXPECT_EQ(request("GET /").field("x-sid"), "(none)");
}

// RFC 9113 8.2.3: "the Cookie header field MAY be split into separate header fields, each with one or more
// cookie-pairs."
TEST_F(Cookies, may_be_split_over_http2) {
  start();
  Http2Client client(server->endpoints().front());
  client.ask(1, testkit::request("GET", "/").with("cookie", "a=1").with("cookie", "b=2; sid=31d4"));
  EXPECT_THAT(client.read_until("HEADERS"), Contains(HasSubstr(" x-sid=31d4 ")));
}

TEST_F(Cookies, of_a_response_are_a_field_each) {
  const auto response = request("GET /set");
  EXPECT_THAT(response.head, HasSubstr("\r\nset-cookie: a=1; Path=/; HttpOnly; SameSite=Lax\r\n"));
  EXPECT_THAT(response.head, HasSubstr("\r\nset-cookie: b=2; Path=/; Max-Age=9; HttpOnly; SameSite=Lax\r\n"));
  EXPECT_THAT(response.head, HasSubstr("\r\nset-cookie: c=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax\r\n"));
}

TEST_F(Cookies, cannot_split_a_response) {
  const auto response = request("GET /bad");
  EXPECT_EQ(response.status(), 500);
  EXPECT_EQ(response.field("x-split"), "");
  EXPECT_EQ(request("GET /late").status(), 500);
}

}  // namespace cookies_test
}  // namespace weft::server
