// Negotiate without Kerberos. With a KDC: tests/interop/negotiate_route_test.py.
#include <weft/server/auth/negotiate/negotiate.hpp>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>

#include <weft/client/client.hpp>
#include <weft/negotiate/scripted_test.hpp>
#include <weft/server/client_test.hpp>

namespace weft::server {
namespace negotiate_test {

using testing::ElementsAre;
using weft::negotiate::Fault;
using weft::negotiate::Step;

// RFC 4648 10: "foo" is Zm9v, "foobar" is Zm9vYmFy, "f" is Zg==. "foo" is a ticket and "foobar" the proof of the
// server; "f" needs another leg, which is "foo".
class NegotiateRoute : public ServerTest {
 protected:
  NegotiateRoute() {
    mechanism.server = [this](const std::string& keytab) -> weft::negotiate::Scripted::Act {
      ++acceptors;
      return [keytab, legs = 0](std::string_view token) mutable -> Result<Step, Fault> {
        ++legs;
        if (keytab != "keytab") return fail(Fault{Fault::Kind::failed, "no keys"});
        if (token == "f" && legs == 1) return Step{"foobar", false};
        if (token == "foo") return Step{"foobar", true};
        return fail(Fault{Fault::Kind::failed, "no ticket"});
      };
    };
  }
  // Their threads write what is below.
  ~NegotiateRoute() override { server.reset(); }

  NegotiateOptions options() {
    return {.keytab = "keytab",
            .keep_user = true,
            .on_refused = [this](std::string_view why) { refused.emplace_back(why); },
            .mechanism = &mechanism};
  }
  void serve(NegotiateOptions its_options) {
    const auto hello = [](Context& c) { c.text(c.user()); };
    const Middleware by_tickets = negotiate(std::move(its_options));
    server->get("/a", hello).use(by_tickets);
    server->get("/b", hello).use(by_tickets);
  }
  // What a client says and hears of it: "200 ada@TEST Negotiate Zm9vYmFy".
  static std::string told(const TestResponse& response) {
    const std::string text = response.status() == 200 ? response.body : "";
    return std::to_string(response.status()) + " " + text + " " + response.field("www-authenticate");
  }
  static std::string sending(std::string_view token) {
    return "authorization: Negotiate " + std::string(token) + "\r\n";
  }

  weft::negotiate::Scripted mechanism;
  std::atomic<int> acceptors = 0;
  std::vector<std::string> refused;
};

TEST_F(NegotiateRoute, lets_those_in_who_have_a_ticket) {
  serve(options());
  EXPECT_EQ(told(request("GET /a")), "401  Negotiate");
  EXPECT_EQ(told(request("GET /a", sending("Zm9v"))), "200 ada@TEST Negotiate Zm9vYmFy");
  EXPECT_THAT(refused, ElementsAre());
}

TEST_F(NegotiateRoute, refuses_what_is_no_ticket_and_tells_why) {
  serve(options());
  for (const auto* token : {"YQ==", "***", ""}) {
    EXPECT_EQ(told(request("GET /a", sending(token))), "401  Negotiate") << token;
  }
  EXPECT_EQ(told(request("GET /a", "authorization: Basic Zm9v\r\n")), "401  Negotiate");
  EXPECT_THAT(refused, ElementsAre("no ticket", "the token is not in base64", "the token is not in base64"));
}

TEST_F(NegotiateRoute, without_keys_refuses_everybody) {
  auto without = options();
  without.keytab = "none";
  serve(without);
  EXPECT_EQ(told(request("GET /a", sending("Zm9v"))), "401  Negotiate");
  EXPECT_THAT(refused, ElementsAre("no keys"));
}

TEST_F(NegotiateRoute, goes_on_leg_by_leg_on_one_connection) {
  serve(options());
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(told(client.request("GET /a", sending("Zg=="))), "401  Negotiate Zm9vYmFy");
  EXPECT_EQ(told(client.request("GET /a", sending("Zm9v"))), "200 ada@TEST Negotiate Zm9vYmFy");
  EXPECT_EQ(acceptors, 1);
  TestClient other(server->endpoints().front());
  EXPECT_EQ(told(other.request("GET /a", sending("Zm9v"))), "200 ada@TEST Negotiate Zm9vYmFy");
  EXPECT_EQ(acceptors, 2);
}

TEST_F(NegotiateRoute, begins_anew_behind_a_refusal) {
  serve(options());
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(told(client.request("GET /a", sending("Zg=="))), "401  Negotiate Zm9vYmFy");
  EXPECT_EQ(told(client.request("GET /a", sending("YQ=="))), "401  Negotiate");
  EXPECT_EQ(told(client.request("GET /a", sending("Zg=="))), "401  Negotiate Zm9vYmFy");
  EXPECT_EQ(acceptors, 2);
}

// RFC 9110 3.3: a proxy may share a connection of cleartext among its clients.
TEST_F(NegotiateRoute, without_tls_asks_each_request) {
  serve(options());
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(told(client.request("GET /a", sending("Zm9v"))), "200 ada@TEST Negotiate Zm9vYmFy");
  EXPECT_EQ(told(client.request("GET /a")), "401  Negotiate");
}

class OverTls : public NegotiateRoute {
 protected:
  void listen(NegotiateOptions its_options) {
    serve(std::move(its_options));
    server->listen("https://127.0.0.1:0", Certificate::self_signed("localhost"));
    server->start();
    ClientOptions insecure;
    insecure.insecure = true;
    client.emplace(insecure);
  }
  std::string get(const std::string& path, const std::string& authorization = {}) {
    auto asked = client->get(server->endpoints().front().url + path);
    if (!authorization.empty()) asked.field("authorization", authorization);
    const auto response = asked.version(http::Version::http11).wait();
    if (!response) return response.error().text();
    return std::to_string(code(response->status)) + (response->ok() ? " " + response->body : "");
  }

  std::optional<Client> client;
};

TEST_F(OverTls, the_user_stays_known_on_all_routes_of_the_middleware) {
  listen(options());
  EXPECT_EQ(get("/a"), "401");
  EXPECT_EQ(get("/a", "Negotiate Zm9v"), "200 ada@TEST");
  EXPECT_EQ(get("/a"), "200 ada@TEST");
  EXPECT_EQ(get("/b"), "200 ada@TEST");
  EXPECT_EQ(acceptors, 1);
  EXPECT_EQ(get("/b", "Basic Zm9v"), "401");
  EXPECT_EQ(get("/b", "Negotiate YQ=="), "401");
  EXPECT_EQ(get("/b"), "401");
}

TEST_F(OverTls, the_user_is_forgotten_where_that_is_wanted) {
  auto forgetful = options();
  forgetful.keep_user = false;
  listen(forgetful);
  EXPECT_EQ(get("/a", "Negotiate Zm9v"), "200 ada@TEST");
  EXPECT_EQ(get("/a"), "401");
}

TEST_F(OverTls, a_request_over_http2_is_asked_again_over_http11) {
  listen(options());
  const auto response =
      client->get(server->endpoints().front().url + "/a").field("authorization", "Negotiate Zm9v").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "ada@TEST");
  EXPECT_EQ(response->why, VersionReason::http11_required);
}

TEST(NegotiateOptions, without_gssapi_are_a_mistake) {
  EXPECT_THROW(negotiate({.mechanism = nullptr}), std::runtime_error);
}

}  // namespace negotiate_test
}  // namespace weft::server
