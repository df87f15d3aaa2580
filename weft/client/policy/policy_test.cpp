// What a client does beyond one exchange, against a server: redirects, codings, cookies and credentials.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include <weft/client/client.hpp>
#include <weft/server/server.hpp>

namespace weft::policy_test {
namespace {

using http::FieldName;
using http::Status;
using testing::HasSubstr;
using Stage = ClientError::Stage;

// A server with two origins on https and one on http.
class PolicyTest : public testing::Test {
 protected:
  PolicyTest() : server(options_of_server()) {
    const auto certificate = Certificate::self_signed("localhost");
    server.listen("https://127.0.0.1:0", certificate);
    server.listen("https://127.0.0.1:0", certificate);
    server.listen("http://127.0.0.1:0");
    server.get("/hello", [](Context& c) { c.text("hello"); });
    server.get("/secrets", [](Context& c) { c.text(secrets_of(c)); });
    for (const auto method : {http::Method::get, http::Method::post}) {
      server.route(method, "/method", [](Context& c) -> Task<> {
        const auto text = co_await c.body().text(1'000'000);
        c.text(fmt::format("{} {} {}", c.request().method_text, c.field("content-type").value_or("-"), *text));
      });
      server.route(method, "/to/{status}",
                   [](Context& c) { c.redirect(c.query(), static_cast<Status>(std::stoi(c.param("status")))); });
    }
  }
  ~PolicyTest() override { server.stop(); }

  void start() {
    server.start();
    here = server.endpoints()[0].url;
    elsewhere = server.endpoints()[1].url;
    clear = server.endpoints()[2].url;
  }
  // A path that redirects.
  std::string to(std::string_view url, int status = 302) const { return fmt::format("{}/to/{}?{}", here, status, url); }

  static std::string secrets_of(Context& c) {
    return fmt::format("{}|{}|{}", c.field("authorization").value_or("-"), c.field("cookie").value_or("-"),
                       c.request().authority.substr(0, 5));
  }
  static ServerOptions options_of_server() {
    ServerOptions options;
    options.threads = 1;
    options.signals = Signals::ignore;
    return options;
  }
  static ClientOptions trusting() {
    ClientOptions options;
    options.insecure = true;
    return options;
  }

  Server server;
  Client client{trusting()};
  std::string here;
  std::string elsewhere;
  std::string clear;
};

void expect_fault(const ClientResult& result, Stage stage, std::string_view reason) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().stage, stage);
  EXPECT_EQ(result.error().reason().text(), reason);
  EXPECT_FALSE(result.error().detail.empty());
}

// --- redirects -------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, a_redirect_is_an_answer_unless_it_is_to_be_followed) {
  start();
  const auto answer = client.get(to("/hello")).wait();
  ASSERT_TRUE(answer.has_value()) << answer.error().text();
  EXPECT_EQ(answer->status, Status::found);
  EXPECT_EQ(answer->url, to("/hello"));
  const auto followed = client.get(to("/hello") + "#part").redirects(1).wait();
  ASSERT_TRUE(followed.has_value()) << followed.error().text();
  EXPECT_EQ(followed->body, "hello");
  EXPECT_EQ(followed->url, here + "/hello#part");
}

TEST_F(PolicyTest, all_requests_of_a_client_may_follow_redirects) {
  start();
  ClientOptions options = trusting();
  options.redirects = 3;
  const auto response = Client(options).get(to(elsewhere + "/hello")).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->url, elsewhere + "/hello");
}

TEST_F(PolicyTest, a_post_becomes_a_get_or_is_sent_again) {
  start();
  const auto see_other = client.post(to("/method", 303)).body("content", "a/b").redirects(1).wait();
  ASSERT_TRUE(see_other.has_value()) << see_other.error().text();
  EXPECT_EQ(see_other->body, "GET - ");
  const auto same = client.post(to(elsewhere + "/method", 307)).body("content", "a/b").redirects(1).wait();
  ASSERT_TRUE(same.has_value()) << same.error().text();
  EXPECT_EQ(same->body, "POST a/b content");
}

TEST_F(PolicyTest, secrets_stay_with_their_origin) {
  start();
  const auto send = [&](const std::string& url) {
    return client.get(url)
        .field("authorization", "Basic eA==")
        .field("cookie", "a=b")
        .field("host", "other")
        .redirects(1)
        .wait();
  };
  EXPECT_EQ(send(to("/secrets")).value().body, "Basic eA==|a=b|other");
  EXPECT_EQ(send(to(elsewhere + "/secrets")).value().body, "-|-|127.0");
}

TEST_F(PolicyTest, https_leads_never_to_http) {
  start();
  expect_fault(client.get(to(clear + "/hello")).redirects(5).wait(), Stage::redirect, "redirect_to_cleartext");
}

TEST_F(PolicyTest, redirects_in_a_circle_end) {
  server.get("/circle", [](Context& c) { c.redirect("/circle"); });
  start();
  expect_fault(client.get(here + "/circle").redirects(1000).wait(), Stage::redirect, "redirect_loop");
}

TEST_F(PolicyTest, redirects_without_end_end) {
  server.get("/further/{n}", [](Context& c) { c.redirect(fmt::format("{}1", c.param("n"))); });
  start();
  const auto result = client.get(here + "/further/1").redirects(7).wait();
  expect_fault(result, Stage::redirect, "too_many_redirects");
  EXPECT_FALSE(result.error().safe_to_retry);
}

TEST_F(PolicyTest, a_redirect_to_what_is_no_url_is_an_error) {
  server.get("/odd", [](Context& c) { c.status(Status::found).set("location", "ftp://a/").text(""); });
  start();
  expect_fault(client.get(here + "/odd").redirects(5).wait(), Stage::redirect, "redirect_not_valid");
}

// A redirect's own content is for nobody, however long it is.
TEST_F(PolicyTest, the_body_of_a_redirect_is_skipped) {
  for (const std::size_t size : {1'000u, 10'000'000u}) {
    server.get(fmt::format("/long/{}", size),
               [size](Context& c) { c.status(Status::found).set("location", "/hello").text(std::string(size, 'x')); });
  }
  start();
  for (const std::size_t size : {1'000u, 10'000'000u}) {
    const auto response = client.get(fmt::format("{}/long/{}", here, size)).redirects(1).wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->body, "hello");
  }
}

// What was redirected has been processed by the first server.
TEST_F(PolicyTest, a_redirect_to_a_dead_port_is_not_safe_to_retry) {
  start();
  const auto result = client.post(to("https://127.0.0.1:1/", 303)).redirects(1).wait();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "connection_refused");
  EXPECT_FALSE(result.error().safe_to_retry);
}

TEST_F(PolicyTest, a_url_with_user_information_is_refused) {
  start();
  expect_fault(client.get("https://user:password@localhost/").wait(), Stage::request, "url_not_valid");
}

}  // namespace
}  // namespace weft::policy_test
