#include <weft/server/control/control_guard.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace control_guard_test {

using testing::HasSubstr;

class ControlGuard : public ServerTest {
 protected:
  void SetUp() override {
    server->get("/", [](Context& c) { c.text("report"); });
    server->get("/live", [](Context& c) { c.text("page"); });
    server->post("/", [](Context& c) { c.text("done"); });
  }
  void guard(bool checks_host) { server->use(control_guard({.checks_host = checks_host})); }
  TestResponse ask(const std::string& method, const std::string& host, const std::string& fields = "",
                   const std::string& path = "/") {
    if (server->endpoints().empty()) start();
    TestClient client(server->endpoints().front());
    client.send(method + " " + path + " HTTP/1.1\r\nhost: " + host + "\r\ncontent-length: 0\r\n" + fields + "\r\n");
    return client.read_response();
  }
};

TEST_F(ControlGuard, lets_hosts_of_this_machine_pass) {
  guard(true);
  for (const auto* host : {"localhost", "localhost:9090", "127.0.0.1:9090", "127.8.8.8", "[::1]:9090"}) {
    EXPECT_EQ(ask("GET", host).status(), 200) << host;
  }
}

TEST_F(ControlGuard, refuses_names_that_may_be_of_anybody) {
  guard(true);
  for (const auto* host : {"evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "10.0.0.1", "[::2]"}) {
    const auto response = ask("GET", host);
    EXPECT_EQ(response.status(), 421) << host;
    EXPECT_THAT(response.body, HasSubstr("\"message\":\"expected localhost"));
  }
}

TEST_F(ControlGuard, asks_for_no_host_where_none_can_be_forged) {
  guard(false);
  EXPECT_EQ(ask("GET", "evil.test").status(), 200);
}

TEST_F(ControlGuard, refuses_foreign_pages) {
  guard(true);
  for (const auto* fields : {"sec-fetch-site: cross-site\r\n", "sec-fetch-site: same-site\r\n",
                             "origin: https://evil.test\r\n", "origin: null\r\n", "origin: http://localhost:1\r\n"}) {
    EXPECT_EQ(ask("POST", "localhost:2", fields).status(), 403) << fields;
    EXPECT_EQ(ask("GET", "localhost:2", fields).status(), 403) << fields;
  }
}

TEST_F(ControlGuard, lets_foreign_pages_link_to_the_live_page) {
  guard(true);
  EXPECT_EQ(ask("GET", "localhost:2", "sec-fetch-site: cross-site\r\n", "/live").status(), 200);
}

// A name of a foreign page may lead to this machine: to its browser the page is then one of the server's own.
TEST_F(ControlGuard, takes_orders_to_this_machine_alone_where_others_may_look) {
  server->use(control_guard({.checks_host = false, .local_orders = true}));
  const std::string own_page = "sec-fetch-site: same-origin\r\norigin: http://evil.test:2\r\n";
  EXPECT_EQ(ask("POST", "evil.test:2", own_page).status(), 403);
  EXPECT_EQ(ask("GET", "evil.test:2", own_page).status(), 200);
  EXPECT_EQ(ask("POST", "localhost:2").status(), 200);
}

TEST_F(ControlGuard, obeys_programs_and_pages_of_its_own) {
  guard(true);
  EXPECT_EQ(ask("POST", "localhost:2").status(), 200);
  EXPECT_EQ(ask("POST", "localhost:2", "origin: http://localhost:2\r\nsec-fetch-site: same-origin\r\n").status(), 200);
}

TEST_F(ControlGuard, answers_in_json_what_no_route_answers) {
  guard(true);
  const auto missing = request("GET /stats", "", "");
  EXPECT_EQ(missing.status(), 421);
  const auto wrong = ask("PATCH", "localhost");
  EXPECT_EQ(wrong.status(), 405);
  EXPECT_EQ(wrong.field("content-type"), "application/json");
  EXPECT_THAT(wrong.field("allow"), HasSubstr("POST"));
  EXPECT_THAT(wrong.body, HasSubstr("/metrics"));
  EXPECT_EQ(wrong.field("cache-control"), "no-store");
}

TEST(ControlPlace, is_a_socket_of_this_machine) {
  EXPECT_FALSE(check_control_place("unix:/run/weft.sock", false));
  EXPECT_TRUE(check_control_place("http://127.0.0.1:9090", false));
  EXPECT_TRUE(check_control_place("http://[::1]:9090", false));
  EXPECT_TRUE(check_control_place("http://localhost:9090", false));
  for (const auto* url :
       {"http://*:9090", "http://0.0.0.0:9090", "http://example.org:9090", "https://localhost:9090"}) {
    EXPECT_THROW(check_control_place(url, false), std::invalid_argument) << url;
  }
}

TEST(ControlPlace, is_anywhere_where_that_is_said) {
  EXPECT_TRUE(check_control_place("http://*:9090", true));
  EXPECT_THROW(check_control_place("https://localhost:9090", true), std::invalid_argument);
}

}  // namespace control_guard_test
}  // namespace weft::server
