#include <weft/server/redirects.hpp>

#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/server/context.hpp>

namespace weft::server {
namespace redirects_test {

using testing::HasSubstr;

class Redirects : public ServerTest {
 protected:
  Redirects() {
    server->get("/new/{rest...}", [](Context& c) { c.text("new"); });
    server->post("/old/{rest...}", [](Context& c) { c.text("never"); });
  }
};

std::string refusal_of(const RedirectRule& rule) {
  try {
    check_redirect(rule);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return "none";
}

TEST_F(Redirects, tell_where_a_path_has_gone) {
  server->use(redirects({{.from = "/old/{rest...}", .to = "/new/{rest}"},
                         {.from = "/item/{id}", .to = "/new/item?id={id}", .status = http::Status::found}}));
  const auto moved = request("GET /old/a%20b/%3Fc");
  EXPECT_EQ(moved.status(), 308);
  EXPECT_EQ(moved.field("location"), "/new/a%20b/%3Fc");
  EXPECT_EQ(request("POST /old/x", "content-length: 0\r\n").status(), 308);
  EXPECT_EQ(request("GET /old/x?a=1&b=2").field("location"), "/new/x?a=1&b=2");
  const auto item = request("GET /item/7?ignored");
  EXPECT_EQ(item.status(), 302);
  EXPECT_EQ(item.field("location"), "/new/item?id=7");
  EXPECT_EQ(request("GET /item/7&a=b").field("location"), "/new/item?id=7%26a%3Db");
  EXPECT_EQ(request("GET /new/x").body, "new");
  EXPECT_EQ(request("GET /other").status(), 404);
}

TEST_F(Redirects, are_tried_in_order) {
  server->use(redirects({{.from = "/a/{rest...}", .to = "/new/first"}, {.from = "/a/b", .to = "/new/second"}}));
  EXPECT_EQ(request("GET /a/b").field("location"), "/new/first");
}

TEST_F(Redirects, lead_from_http_to_https) {
  server->use(redirects({{.from = "/{rest...}", .to = "https://{host}:8443/{rest}", .scheme = "http"}}));
  EXPECT_EQ(request("GET /new/x").field("location"), "https://test:8443/new/x");
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: [::1]:8080\r\n\r\n");
  EXPECT_EQ(client.read_response().field("location"), "https://[::1]:8443/");
}

TEST_F(Redirects, for_https_alone_leave_http_as_it_is) {
  server->use(redirects({{.from = "/{rest...}", .to = "/gone", .scheme = "https"}}));
  EXPECT_EQ(request("GET /new/x").body, "new");
}

TEST_F(Redirects, never_lead_to_a_host_that_a_path_names) {
  server->use(redirects({{.from = "/old/{rest...}", .to = "/{rest}"}}));
  EXPECT_EQ(request("GET /old//evil.test/x").field("location"), "/evil.test/x");
  EXPECT_EQ(request("GET /old/%5Cevil.test").field("location"), "/%5Cevil.test");
  EXPECT_THAT(refusal_of({.from = "/{rest...}", .to = "https://example.org{rest}"}), HasSubstr("before the path"));
  EXPECT_THAT(refusal_of({.from = "/{rest...}", .to = "https://{rest}/"}), HasSubstr("before the path"));
}

TEST_F(Redirects, that_are_wrong_are_refused) {
  EXPECT_THAT(refusal_of({.from = "/a", .to = "b"}), HasSubstr("expected a path"));
  EXPECT_THAT(refusal_of({.from = "/a", .to = "//evil.test"}), HasSubstr("expected a path"));
  EXPECT_THAT(refusal_of({.from = "/a", .to = "/{b}"}), HasSubstr("{b} is not in the path"));
  EXPECT_THAT(refusal_of({.from = "/a", .to = "/b{"}), HasSubstr("written {name}"));
  EXPECT_THAT(refusal_of({.from = "a", .to = "/b"}), HasSubstr("a pattern begins with /"));
  EXPECT_THAT(refusal_of({.from = "/a", .to = "/b", .status = http::Status::ok}), HasSubstr("301, 302"));
  EXPECT_THAT(refusal_of({.from = "/a", .to = "/b", .scheme = "ftp"}), HasSubstr("a scheme is"));
  EXPECT_EQ(refusal_of({.from = "/a", .to = "/b"}), "none");
  EXPECT_THROW(redirects({{.from = "/a", .to = "b"}}), std::invalid_argument);
}

}  // namespace redirects_test
}  // namespace weft::server
