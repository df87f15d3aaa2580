#include <weft/server/host.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/compression/compression.hpp>
#include <weft/server/config/config.hpp>
#include <weft/server/log/access_log.hpp>
#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace host_test {

class Hosts : public Versions {
 protected:
  ~Hosts() override {
    server.reset();
    std::filesystem::remove(log);
  }
  static Handler answering(const std::string& text) {
    return [text](Context& c) { c.text(text); };
  }
  // Over every version the same.
  std::string body_at(const std::string& host, const std::string& path) {
    const auto answers = ask({.path = path, .host = host});
    EXPECT_EQ(answers.front().body, answers.back().body);
    return answers.front().body;
  }
  std::string log_text() {
    server->stop();
    server->wait();
    std::ifstream file(log);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string log = testing::TempDir() + fmt::format("weft_hosts_{}", ::getpid());
};

TEST_F(Hosts, have_routes_and_middleware_of_their_own) {
  server->use([](Context& c, Next next) {
    c.set("x-server", "yes");
    next();
  });
  server->get("/", answering("server"));
  server->get("/common", answering("common"));
  auto a = server->host("a.test");
  a.get("/", answering("a"));
  a.not_found(answering("not at a"));
  a.group("/api").get("/x", answering("api"));
  a.use([](Context& c, Next next) {
    c.set("x-host", "a");
    next();
  });
  server->host("*.b.test").get("/", answering("b"));
  EXPECT_EQ(body_at("a.test", "/"), "a");
  EXPECT_EQ(body_at("A.test:80", "/api/x"), "api");
  EXPECT_EQ(body_at("a.test", "/common"), "not at a");
  EXPECT_EQ(body_at("www.b.test", "/"), "b");
  EXPECT_EQ(body_at("www.b.test", "/common"), "404 Not Found\n");
  EXPECT_EQ(body_at("other.test", "/"), "server");
  EXPECT_EQ(body_at("other.test", "/api/x"), "404 Not Found\n");
  for (const auto& answer : ask({.path = "/", .host = "a.test"})) {
    EXPECT_EQ(answer.field("x-server"), "yes");
    EXPECT_EQ(answer.field("x-host"), "a");
  }
  for (const auto& answer : ask({.path = "/"})) EXPECT_EQ(answer.field("x-host"), "");
}

TEST_F(Hosts, have_logs_and_errors_of_their_own) {
  server->on_error([](Context& c, const ErrorInfo&) { c.text("server's"); });
  auto a = server->host("a.test");
  a.access_log({.path = log, .fields = "cs-uri-stem cs-host"});
  a.on_error([](Context& c, const ErrorInfo&) { c.text("a's"); });
  EXPECT_EQ(body_at("a.test", "/x"), "a's");
  EXPECT_EQ(body_at("b.test", "/y"), "server's");
  const auto text = log_text();
  EXPECT_THAT(text, testing::HasSubstr("/x a.test\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("b.test")));
}

TEST_F(Hosts, stand_beside_those_of_a_configuration) {
  auto config = Config::from_json(R"({"Endpoints": {"x": {"Url": "http://127.0.0.1:0"}},
                                      "Sites": {"one": {}, "two": {"Hosts": ["two.test"]}}})");
  config.options.threads = 1;
  server->get("/", answering("all sites"));
  server->host("a.test").get("/", answering("a"));
  server->configure(config);
  server->start();
  EXPECT_EQ(body_at("two.test", "/"), "all sites");
  EXPECT_EQ(body_at("a.test", "/"), "a");
  EXPECT_TRUE(server->reload(config));
  EXPECT_EQ(body_at("a.test", "/"), "a");
}

TEST_F(Hosts, are_the_same_where_they_are_named_again) {
  server->host("a.test").get("/one", answering("one"));
  server->host("a.test").get("/two", answering("two"));
  EXPECT_THROW(server->host("a.test").get("/one", answering("again")), std::invalid_argument);
  EXPECT_EQ(body_at("a.test", "/one"), "one");
  EXPECT_EQ(body_at("a.test", "/two"), "two");
}

TEST_F(Hosts, without_a_right_name_are_refused) {
  for (const auto* name : {"", "A.test", "a.test:80", "a.test.", "https://a.test"}) {
    EXPECT_THROW(server->host(name), std::invalid_argument) << name;
  }
  auto a = server->host("a.test");
  EXPECT_THROW(a.on_error({}), std::invalid_argument);
  start();
  EXPECT_THROW(server->host("b.test"), std::logic_error);
  EXPECT_THROW(a.access_log({}), std::logic_error);
  EXPECT_THROW(a.compress({}), std::logic_error);
}

TEST_F(Hosts, redirect_what_comes_without_tls) {
  server->redirect_to_https();
  server->get("/x", answering("never"));
  for (const auto& answer : ask({.path = "/x?q=1", .host = "a.test:8080"})) {
    EXPECT_EQ(answer.status(), 308);
    EXPECT_EQ(answer.field("location"), "https://a.test/x?q=1");
  }
}

TEST_F(Hosts, redirect_to_a_port) {
  server->redirect_to_https(8443);
  for (const auto& answer : ask({.path = "/"})) EXPECT_EQ(answer.field("location"), "https://test:8443/");
}

}  // namespace host_test
}  // namespace weft::server
