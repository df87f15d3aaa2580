#include <weft/client/clients_json.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>

#include <weft/client/client_factory.hpp>

namespace weft {
namespace clients_json_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

client::DescribedClients read(const std::string& text) {
  return client::read_clients(text, "/etc/weft", {});
}

std::string refusal_of(const std::string& text) {
  try {
    ClientFactory::from_json(text);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return "none";
}

TEST(ClientsJson, describe_what_all_clients_share) {
  const ClientOptions shared = read(R"({"shared": {
    "version": "http11", "policy": "exact", "connect_limit": "2s", "resolve_limit": "3s",
    "queue_limit": "4s", "netrc": "netrc", "head_limit": "1500ms", "body_limit": 7,
    "calm_pause": "3s", "most_connections": 2, "coalesce_origins": true, "cookies": true, "decode": false, "redirects": 4,
    "trusted_file": "ca.pem", "certificate_file": "/own.pem", "key_file": "own.key", "pinned_keys": ["sha256//a", "b"],
    "insecure": true, "unix_socket": "run/socket",
    "connection": {"age": "1h", "quiet": "4s", "ping_interval": "5s", "ping_answer": "6s", "write_stall": "8s"},
    "push_limits": {"streams": 3, "window": 0, "octets": 5000000000},
    "proxies": {"all_proxy": "http://proxy:3128", "no_proxy": "localhost"},
  }})")
                                   .shared;
  EXPECT_EQ(shared.version, http::Version::http11);
  EXPECT_EQ(shared.policy, VersionPolicy::exact);
  EXPECT_EQ(shared.connect_limit, 2s);
  EXPECT_EQ(shared.resolve_limit, 3s);
  EXPECT_EQ(shared.queue_limit, 4s);
  EXPECT_EQ(shared.netrc, "/etc/weft/netrc");
  EXPECT_EQ(shared.head_limit, 1500ms);
  EXPECT_EQ(shared.body_limit, 7s);
  EXPECT_EQ(shared.calm_pause, 3s);
  EXPECT_EQ(shared.most_connections, 2u);
  EXPECT_TRUE(shared.coalesce_origins);
  EXPECT_TRUE(shared.cookies.has_value());
  EXPECT_FALSE(shared.decode);
  EXPECT_EQ(shared.redirects, 4u);
  EXPECT_EQ(shared.trusted_file, "/etc/weft/ca.pem");
  EXPECT_EQ(shared.certificate_file, "/own.pem");
  EXPECT_EQ(shared.key_file, "/etc/weft/own.key");
  EXPECT_EQ(shared.unix_socket, "/etc/weft/run/socket");
  EXPECT_THAT(shared.pinned_keys, ElementsAre("sha256//a", "b"));
  EXPECT_TRUE(shared.insecure);
  EXPECT_EQ(shared.connection.age, 1h);
  EXPECT_EQ(shared.connection.quiet, 4s);
  EXPECT_EQ(shared.connection.ping_interval, 5s);
  EXPECT_EQ(shared.connection.ping_answer, 6s);
  EXPECT_EQ(shared.connection.write_stall, 8s);
  EXPECT_EQ(shared.push_limits.streams, 3u);
  EXPECT_EQ(shared.push_limits.window, 0u);
  EXPECT_EQ(shared.push_limits.octets, 5'000'000'000u);
  EXPECT_NE(shared.proxies.find(*http::parse_url("http://a.test/")), nullptr);
  EXPECT_EQ(shared.proxies.find(*http::parse_url("http://localhost/")), nullptr);
}

TEST(ClientsJson, describe_clients_by_name) {
  const auto named = read(R"({"clients": {
    // A service of our own.
    "notes": {"base": "https://a.test/v1/", "fields": {"accept": "text/html", "x-a": ["1", "2"]}, "timeout": "5s",
              "version": "http2", "policy": "or_higher", "redirects": 0},
    "films": {},
  }})")
                         .named;
  ASSERT_EQ(named.size(), 2u);
  EXPECT_EQ(named[0].first, "notes");
  const NamedClientOptions& notes = named[0].second;
  EXPECT_EQ(notes.base, "https://a.test/v1/");
  EXPECT_THAT(notes.fields, ElementsAre(Pair("accept", "text/html"), Pair("x-a", "1"), Pair("x-a", "2")));
  EXPECT_EQ(notes.timeout, 5s);
  EXPECT_EQ(notes.version, http::Version::http2);
  EXPECT_EQ(notes.policy, VersionPolicy::or_higher);
  EXPECT_EQ(notes.redirects, 0u);
  EXPECT_EQ(notes.decode, std::nullopt);
  EXPECT_EQ(named[1].second.base, "");
}

TEST(ClientsJson, without_a_word_all_is_as_the_program_says) {
  ClientOptions options;
  options.trusted_file = "mine.pem";
  options.redirects = 3;
  options.push_limits.streams = 1;
  const auto clients = client::read_clients(R"({"shared": {"push_limits": {"window": 7}}})", "/etc/weft", options);
  EXPECT_EQ(clients.shared.trusted_file, "mine.pem");
  EXPECT_EQ(clients.shared.redirects, 3u);
  EXPECT_EQ(clients.shared.push_limits.streams, 1u);
  EXPECT_EQ(clients.shared.push_limits.window, 7u);
}

// Line and column, and the thing that was expected.
TEST(ClientsJson, that_are_wrong_are_told_with_their_place) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[]", "1:1: expected {\"shared\""},
      {"{\n  \"client\": {}}", "2:3: \"client\" is not known, did you mean \"clients\"?"},
      {"{\"clients\": {\"a\": {\"timout\": 1}}}", "did you mean \"timeout\"? Expected: version, policy"},
      {"{\"clients\": {\"a\": {\n\"timeout\": \"soon\"}}}", "2:12: expected a time"},
      {"{\"clients\": {\"a\": {\"timeout\": 0}}}", "expected a time"},
      {"{\"clients\": {\"a\": {\"version\": \"http3\"}}}", "\"http3\": expected one of \"http11\", \"http2\""},
      {"{\"clients\": {\"a\": {\"redirects\": -1}}}", "expected a whole number, 0 or more"},
      {"{\"clients\": {\"a\": {\"redirects\": 1.5}}}", "expected a whole number, 0 or more"},
      {"{\"clients\": {\"a\": {\"decode\": 1}}}", "expected true or false"},
      {"{\"clients\": {\"a\": {\"cookies\": false}}}", "expected true"},
      {"{\"clients\": {\"a\": {\"base\": \"ftp://a\"}}}", "base \"ftp://a\""},
      {"{\"clients\": {\"a\": {\"fields\": {\"a b\": \"c\"}}}}", "a b"},
      {"{\"clients\": {\"a\": {\"fields\": {\"a\": 1}}}}", "expected the value of a field"},
      {"{\"clients\": {\"a\": {}, \"a\": {}}}", "\"a\" is there twice"},
      {"{\"shared\": {\"proxies\": {\"all_proxy\": \"ftp://p\"}}}", "all_proxy"},
      {"{\"shared\": {\"proxies\": \"mine\"}}", "expected one of \"environment\""},
      {"{\"shared\": {\"most_connections\": 0}}", "expected a whole number, 1 or more"},
      {"{\"shared\": {\"push_limits\": 1}}", "expected the limits of pushes: an object"},
      {"{\"shared\": {\"push_limits\": {\"stream\": 1}}}", "did you mean \"streams\"?"},
      {"{\"shared\": {\"push_limits\": {\"window\": 2147483648}}}",
       "1:28: PushLimits::window: expected at most 2^31-1"},
      {"{\"$schema\": 1}", "expected a URL or a path"},
      {"{\"shared\": ", "not JSON"},
  };
  for (const auto& [text, expected] : cases) EXPECT_THAT(refusal_of(text), HasSubstr(expected)) << text;
}

TEST(ClientsJson, a_file_has_its_name_in_front) {
  const std::string path = fmt::format("{}{}weft_clients.json", testing::TempDir(), ::getpid());
  std::ofstream(path) << "{\"clients\": {\"notes\": {\"base\": \"https://a.test/\"}}}";
  EXPECT_NO_THROW(ClientFactory::from_json_file(path).get("notes"));
  std::ofstream(path) << "{\n 1}";
  try {
    ClientFactory::from_json_file(path);
    ADD_FAILURE();
  } catch (const std::invalid_argument& wrong) {
    EXPECT_EQ(std::string(wrong.what()), path + ":2:2: not JSON");
  }
  ::unlink(path.c_str());
  EXPECT_THROW(ClientFactory::from_json_file(path), std::invalid_argument);
}

}  // namespace clients_json_test
}  // namespace weft
