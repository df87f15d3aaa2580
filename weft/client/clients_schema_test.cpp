// clients.schema.json judges files of clients as the parser does.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <weft/client/client_factory.hpp>
#include <weft/config/schema_judge_test.hpp>

namespace weft {
namespace clients_schema_test {

using nlohmann::json;

const config::SchemaJudge& judge() {
  static const config::SchemaJudge judge([] {
    std::ifstream file(WEFT_CLIENTS_SCHEMA);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }());
  return judge;
}

bool parser_allows(const std::string& text) {
  try {
    ClientFactory::from_json(text, {.insecure = true});
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

const std::vector<std::string> right = {
    R"({})",
    R"({"$schema": "clients.schema.json", "shared": {}, "clients": {}})",
    R"({"shared": {"version": "http11", "policy": "exact", "decode": false, "redirects": 4, "cookies": false}})",
    R"({"shared": {"resolve_limit": 1, "connect_limit": "2s", "queue_limit": "2 m", "head_limit": 0.5,
                   "body_limit": "1.5h", "calm_pause": "100us", "most_connections": 1, "coalesce_origins": true}})",
    R"({"shared": {"connection": {"age": "1h", "quiet": "4s", "ping_interval": "5s", "ping_answer": "6s",
                                  "write_stall": "8"}}})",
    R"({"shared": {"push_limits": {"streams": 4294967295, "window": 2147483647, "octets": 5000000000}}})",
    R"({"shared": {"push_limits": {"streams": 0, "window": 0, "octets": 0}}})",
    R"({"shared": {"proxies": "environment"}})",
    R"({"shared": {"proxies": {"http_proxy": "proxy:3128", "https_proxy": "", "all_proxy": "socks5://p",
                               "no_proxy": "*"}}})",
    R"({"shared": {"netrc": "", "unix_socket": "s", "trusted_file": "", "certificate_file": "", "key_file": "k",
                   "pinned_keys": [], "insecure": true}})",
    R"({"clients": {"a": {}, "b c": {"base": "https://a.test/v1/", "timeout": "1ms", "cookies": true, "redirects": 0}}})",
    R"({"clients": {"a": {"base": "", "version": "http2", "policy": "or_higher", "head_limit": 1, "body_limit": 2,
                          "decode": true}}})",
    R"({"clients": {"a": {"fields": {"Accept": "text/html", "x-a": ["1", ""], "x!~": " a\tb c"}}}})",
};

const std::vector<std::string> wrong = {
    R"([])",
    R"(1)",
    R"({"$schema": 1})",
    R"({"client": {}})",
    R"({"shared": []})",
    R"({"shared": {"timeout": 1}})",
    R"({"shared": {"version": "http3"}})",
    R"({"shared": {"policy": 1}})",
    R"({"shared": {"head_limit": "soon"}})",
    R"({"shared": {"head_limit": "0.0s"}})",
    R"({"shared": {"head_limit": 0}})",
    R"({"shared": {"head_limit": -1}})",
    R"({"shared": {"head_limit": "1 d"}})",
    R"({"shared": {"head_limit": true}})",
    R"({"shared": {"most_connections": 0}})",
    R"({"shared": {"redirects": -1}})",
    R"({"shared": {"redirects": 1.5}})",
    R"({"shared": {"redirects": "1"}})",
    R"({"shared": {"decode": "yes"}})",
    R"({"shared": {"cookies": null}})",
    R"({"shared": {"connection": {"age": {}}}})",
    R"({"shared": {"connection": {"h2": {}}}})",
    R"({"shared": {"push_limits": 16}})",
    R"({"shared": {"push_limits": {"push": true}}})",
    R"({"shared": {"push_limits": {"streams": -1}}})",
    R"({"shared": {"push_limits": {"streams": 4294967296}}})",
    R"({"shared": {"push_limits": {"window": 2147483648}}})",
    R"({"shared": {"push_limits": {"octets": "8 MiB"}}})",
    R"({"shared": {"proxies": "mine"}})",
    R"({"shared": {"proxies": {"ftp_proxy": "a"}}})",
    R"({"shared": {"proxies": {"no_proxy": ["a"]}}})",
    R"({"shared": {"trusted_file": 1}})",
    R"({"shared": {"pinned_keys": "a"}})",
    R"({"shared": {"pinned_keys": [1]}})",
    R"({"shared": {"insecure": 1}})",
    R"({"shared": {"coalesce_origins": 1}})",
    R"({"clients": {"a": {"coalesce_origins": true}}})",
    R"({"clients": []})",
    R"({"clients": {"a": 1}})",
    R"({"clients": {"a": {"push_limits": {}}}})",
    R"({"clients": {"a": {"base": "ftp://a"}}})",
    R"({"clients": {"a": {"base": "https://u:p@a/"}}})",
    R"({"clients": {"a": {"base": "/v1/"}}})",
    R"({"clients": {"a": {"timeout": "0"}}})",
    R"({"clients": {"a": {"cookies": false}}})",
    R"({"clients": {"a": {"fields": ["a"]}}})",
    R"({"clients": {"a": {"fields": {"a b": "c"}}}})",
    R"({"clients": {"a": {"fields": {"": "c"}}}})",
    R"({"clients": {"a": {"fields": {"Host": "c"}}}})",
    R"({"clients": {"a": {"fields": {"a": 1}}}})",
    R"({"clients": {"a": {"fields": {"a": ["b\nc"]}}}})",
};

TEST(ClientsSchema, judges_as_the_parser_does) {
  for (const std::string& text : right) {
    EXPECT_TRUE(parser_allows(text)) << text;
    EXPECT_TRUE(judge().accepts(text)) << text;
  }
  for (const std::string& text : wrong) {
    EXPECT_FALSE(parser_allows(text)) << text;
    EXPECT_FALSE(judge().accepts(text)) << text;
  }
}

// As the parser tells them where one is not known.
std::vector<std::string> keys_of_parser(const std::string& before, const std::string& behind) {
  std::string told;
  try {
    ClientFactory::from_json(before + R"({"?": 1})" + behind);
  } catch (const std::invalid_argument& refused) {
    told = refused.what();
  }
  const std::regex separator(", ");
  const std::string list = told.substr(told.rfind("Expected: ") + 10);
  std::vector<std::string> keys(std::sregex_token_iterator(list.begin(), list.end(), separator, -1), {});
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<std::string> keys_of_schema(const std::string& place) {
  std::vector<std::string> keys;
  for (const auto& each : judge().schema().at(json::json_pointer(place + "/properties")).items())
    keys.push_back(each.key());
  return keys;
}

TEST(ClientsSchema, has_the_keys_of_the_parser) {
  const std::string shared = "/definitions/shared";
  EXPECT_EQ(keys_of_schema(""), keys_of_parser("", ""));
  EXPECT_EQ(keys_of_schema(shared), keys_of_parser(R"({"shared": )", "}"));
  EXPECT_EQ(keys_of_schema("/definitions/client"), keys_of_parser(R"({"clients": {"a": )", "}}"));
  for (const std::string object : {"connection", "push_limits"}) {
    EXPECT_EQ(keys_of_schema(shared + "/properties/" + object),
              keys_of_parser(fmt::format(R"({{"shared": {{"{}": )", object), "}}"));
  }
  EXPECT_EQ(keys_of_schema(shared + "/properties/proxies/anyOf/1"), keys_of_parser(R"({"shared": {"proxies": )", "}}"));
}

}  // namespace clients_schema_test
}  // namespace weft
