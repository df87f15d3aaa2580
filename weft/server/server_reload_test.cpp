#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <weft/io/self_signed.hpp>
#include <weft/server/client_test.hpp>
#include <weft/server/config/config.hpp>

namespace weft::server {
namespace server_reload_test {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

class Reload : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* name : {"one", "two"}) {
      fs::create_directories(folder / name);
      std::ofstream(folder / name / "index.html") << name;
    }
    ServerOptions options;
    options.diagnostics = [this](std::string_view line) {
      const std::lock_guard lock(mutex);
      lines.emplace_back(line);
    };
    server.emplace(options);
  }
  void TearDown() override {
    server.reset();
    fs::remove_all(folder);
  }

  Config config_of(const std::string& text) {
    auto config = Config::from_json(text, folder);
    config.options.threads = 1;
    return config;
  }
  void start(const std::string& text) {
    server->configure(config_of(text));
    server->start();
  }
  void write_certificate(const std::string& name) {
    io::write_files(io::make_self_signed({name}), folder / "a.pem", folder / "a.key");
  }
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex);
    return lines;
  }

  const fs::path folder = fs::path(testing::TempDir()) / fmt::format("weft_reload_{}", ::getpid());
  std::mutex mutex;
  std::vector<std::string> lines;
  std::optional<Server> server;
};

std::string site_at(const std::string& root) {
  return R"({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}}, "Sites": {"a": {"Root": ")" + root + "\"}}}";
}

TEST_F(Reload, changes_the_site_and_keeps_the_connection) {
  start(site_at("one"));
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /").body, "one");
  EXPECT_TRUE(server->reload(config_of(site_at("two"))));
  EXPECT_EQ(client.request("GET /").body, "two");
  EXPECT_TRUE(server->reload(config_of(site_at("one"))));
  EXPECT_EQ(client.request("GET /").body, "one");
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Reload, leaves_a_request_the_site_that_it_began_with) {
  server->get("/wait", [&](Context& c) -> Task<> {
    server->reload(config_of(site_at("two")));
    co_await c.sleep(std::chrono::milliseconds(1));
    c.file("index.html");
  });
  start(site_at("one"));
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /wait").body, "one");
  EXPECT_EQ(client.request("GET /").body, "two");
}

TEST_F(Reload, of_what_is_wrong_leaves_all_as_it_was_and_says_why) {
  start(site_at("one"));
  TestClient client(server->endpoints().front());
  EXPECT_FALSE(server->reload(config_of(site_at("none"))));
  EXPECT_THAT(told(), Contains(testing::AllOf(HasSubstr("1:77: "), HasSubstr("; the old configuration stays in use"))));
  EXPECT_EQ(client.request("GET /").body, "one");
}

TEST_F(Reload, names_what_needs_the_next_start) {
  start(site_at("one"));
  auto config = config_of(site_at("two"));
  config.endpoints[0].url = "http://127.0.0.1:1";
  config.options.drain = std::chrono::seconds(1);
  config.control = Config::Control{.url = "http://127.0.0.1:1"};
  EXPECT_TRUE(server->reload(config));
  EXPECT_THAT(
      told(),
      Contains(
          "the next start is needed for what has changed in Endpoints, Control, Limits, TrustedProxies, Threads, User "
          "or logs"));
  EXPECT_EQ(TestClient(server->endpoints().front()).request("GET /").body, "two");
}

// At an octet a second nothing of this ever ends by itself.
TEST_F(Reload, changes_how_fast_bodies_go_while_they_go) {
  const auto limited_to = [](int rate) {
    return fmt::format(
        R"({{"Endpoints": {{"a": {{"Url": "http://127.0.0.1:0"}}}},
             "Sites": {{"a": {{"Root": "one", "Limits": {{"SendRate": {}}}}}}}}})",
        rate);
  };
  std::ofstream(folder / "one" / "long.txt") << std::string(100'000, 'x');
  start(limited_to(1));
  TestClient client(server->endpoints().front());
  client.send("GET /long.txt HTTP/1.1\r\nhost: test\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("content-length: 100000"));
  // The file has begun, and all that comes later stands behind it.
  TestClient later(server->endpoints().front());
  later.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
  EXPECT_EQ(server->reload(config_of(limited_to(0))), true);
  EXPECT_EQ(client.read_exactly(100'000), std::string(100'000, 'x'));
  EXPECT_EQ(later.read_response().status(), 200);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Reload, is_not_needed_to_limit_a_whole_server) {
  start(site_at("one"));
  std::ofstream(folder / "one" / "long.txt") << std::string(100'000, 'x');
  server->limit_bandwidth({.client = {.sending = 1, .receiving = 0}});
  TestClient client(server->endpoints().front());
  client.send("GET /long.txt HTTP/1.1\r\nhost: test\r\n\r\n");
  client.read_until("\r\n\r\n");
  server->limit_bandwidth({});
  EXPECT_EQ(client.read_exactly(100'000), std::string(100'000, 'x'));
}

std::ptrdiff_t open_descriptors() {
  return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
}

TEST_F(Reload, lets_go_of_folders_that_nobody_serves_any_more) {
  start(site_at("one"));
  TestClient client(server->endpoints().front());
  std::vector<std::ptrdiff_t> counts;
  for (int i = 0; i < 10; ++i) {
    const auto* const name = i % 2 == 0 ? "two" : "one";
    EXPECT_TRUE(server->reload(config_of(site_at(name))));
    EXPECT_EQ(client.request("GET /").body, name);
    counts.push_back(open_descriptors());
  }
  EXPECT_LE(counts.back(), counts[2]);
}

TEST_F(Reload, needs_a_configuration) {
  server->listen("http://127.0.0.1:0");
  server->start();
  EXPECT_FALSE(server->reload({}));
}

TEST_F(Reload, reads_certificates_that_have_changed_once_they_rest) {
  write_certificate("a.test");
  start(
      R"({"Endpoints": {"a": {"Url": "https://127.0.0.1:0", "Certificate": {"Path": "a.pem", "KeyPath": "a.key"}}}})");
  server->refresh_certificates();
  EXPECT_THAT(told(), IsEmpty());
  write_certificate("longer.a.test");
  server->refresh_certificates();
  EXPECT_THAT(told(), IsEmpty());
  server->refresh_certificates();
  EXPECT_THAT(told(), testing::ElementsAre("files of certificates have changed and were read again"));
  server->refresh_certificates();
  EXPECT_EQ(told().size(), 1u);
}

TEST_F(Reload, tells_once_of_changed_files_that_are_wrong) {
  write_certificate("a.test");
  start(
      R"({"Endpoints": {"a": {"Url": "https://127.0.0.1:0", "Certificate": {"Path": "a.pem", "KeyPath": "a.key"}}}})");
  std::ofstream(folder / "a.key") << "none";
  for (int i = 0; i < 4; ++i) server->refresh_certificates();
  ASSERT_EQ(told().size(), 1u);
  EXPECT_THAT(told().front(), HasSubstr("; the old certificates stay in use"));
  write_certificate("mended.test");
  for (int i = 0; i < 2; ++i) server->refresh_certificates();
  EXPECT_EQ(told().size(), 2u);
}

TEST_F(Reload, warns_of_certificates_that_are_for_other_hosts) {
  write_certificate("a.test");
  const std::string text = R"({"Endpoints": {"a": {"Url": "https://127.0.0.1:0",
      "Certificate": {"Path": "a.pem", "KeyPath": "a.key"%s}}},
      "Sites": {"a": {"Hosts": ["a.test", "b.test", "127.0.0.1", "*"], "Root": "one"}}})";
  const auto with = [&](const std::string& more) { return std::string(text).replace(text.find("%s"), 2, more); };
  server->configure(config_of(with(", \"AllowInvalid\": true")));
  EXPECT_THAT(told(), IsEmpty());
  server->start();
  EXPECT_TRUE(server->reload(config_of(with(""))));
  EXPECT_THAT(told(), testing::ElementsAre((folder / "a.pem").string() +
                                           ": the certificate is not for b.test: clients will refuse it"));
}

}  // namespace server_reload_test
}  // namespace weft::server
