// clients.schema.json judges files of clients as the parser does.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <weft/client/client_factory.hpp>

namespace weft {
namespace clients_schema_test {

using nlohmann::json;

const json& schema() {
  static const json read = json::parse(std::ifstream(WEFT_CLIENTS_SCHEMA));
  return read;
}

// JSON Schema (draft 7), as far as the schema goes: a keyword that is not known here is an exception.
class Judge {
 public:
  bool allows(const json& rules, const json& value) const {
    // "All other properties in a "$ref" object MUST be ignored."
    if (rules.contains("$ref")) return allows(referred(rules["$ref"]), value);
    return std::all_of(rules.items().begin(), rules.items().end(),
                       [&](const auto& rule) { return keywords().at(rule.key())(*this, rule.value(), value, rules); });
  }

 private:
  using Keyword = std::function<bool(const Judge&, const json& rule, const json& value, const json& rules)>;

  static const json& referred(const std::string& place) { return schema().at(json::json_pointer(place.substr(1))); }
  static bool has_type(const std::string& type, const json& value) {
    if (type == "integer") return value.is_number_integer();
    return type == (value.is_number() ? "number" : value.type_name());
  }
  static bool matches(const std::string& pattern, const std::string& text) {
    return std::regex_search(text, std::regex(pattern));
  }
  bool allows_properties(const json& properties, const json& object) const {
    return std::all_of(properties.items().begin(), properties.items().end(), [&](const auto& each) {
      return !object.contains(each.key()) || allows(each.value(), object[each.key()]);
    });
  }
  bool allows_others(const json& rule, const json& object, const json& properties) const {
    return std::all_of(object.items().begin(), object.items().end(), [&](const auto& each) {
      if (properties.contains(each.key())) return true;
      return rule.is_boolean() ? rule.get<bool>() : allows(rule, each.value());
    });
  }

  // A rule for another type than the value's allows it.
  static const std::map<std::string, Keyword>& keywords() {
    static const Keyword says_nothing = [](auto&&...) { return true; };
    static const std::map<std::string, Keyword> all = {
        {"$schema", says_nothing},
        {"title", says_nothing},
        {"description", says_nothing},
        {"definitions", says_nothing},
        {"type", [](auto&, auto& rule, auto& value, auto&) { return has_type(rule, value); }},
        {"enum",
         [](auto&, auto& rule, auto& v, auto&) { return std::find(rule.begin(), rule.end(), v) != rule.end(); }},
        {"minimum", [](auto&, auto& rule, auto& value, auto&) { return !value.is_number() || value >= rule; }},
        {"maximum", [](auto&, auto& rule, auto& value, auto&) { return !value.is_number() || value <= rule; }},
        {"exclusiveMinimum", [](auto&, auto& rule, auto& value, auto&) { return !value.is_number() || value > rule; }},
        {"pattern", [](auto&, auto& rule, auto& value, auto&) { return !value.is_string() || matches(rule, value); }},
        {"anyOf",
         [](auto& judge, auto& rule, auto& value, auto&) {
           return std::any_of(rule.begin(), rule.end(), [&](const json& each) { return judge.allows(each, value); });
         }},
        {"items",
         [](auto& judge, auto& rule, auto& value, auto&) {
           const auto allows = [&](const json& each) { return judge.allows(rule, each); };
           return !value.is_array() || std::all_of(value.begin(), value.end(), allows);
         }},
        {"properties", [](auto& judge, auto& rule, auto& value,
                          auto&) { return !value.is_object() || judge.allows_properties(rule, value); }},
        {"additionalProperties",
         [](auto& judge, auto& rule, auto& value, auto& rules) {
           return !value.is_object() || judge.allows_others(rule, value, rules.value("properties", json::object()));
         }},
        {"propertyNames",
         [](auto& judge, auto& rule, auto& value, auto&) {
           const auto& items = value.items();
           return !value.is_object() || std::all_of(items.begin(), items.end(),
                                                    [&](const auto& each) { return judge.allows(rule, each.key()); });
         }},
    };
    return all;
  }
};

bool parser_allows(const std::string& text) {
  try {
    ClientFactory::from_json(text, {.insecure = true});
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

bool schema_allows(const std::string& text) {
  return Judge().allows(schema(), json::parse(text));
}

const std::vector<std::string> right = {
    R"({})",
    R"({"$schema": "clients.schema.json", "shared": {}, "clients": {}})",
    R"({"shared": {"version": "http11", "policy": "exact", "decode": false, "redirects": 4, "cookies": false}})",
    R"({"shared": {"resolve_limit": 1, "connect_limit": "2s", "queue_limit": "2 m", "head_limit": 0.5,
                   "body_limit": "1.5h", "calm_pause": "100us", "most_connections": 1}})",
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
    EXPECT_TRUE(schema_allows(text)) << text;
  }
  for (const std::string& text : wrong) {
    EXPECT_FALSE(parser_allows(text)) << text;
    EXPECT_FALSE(schema_allows(text)) << text;
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
  for (const auto& each : schema().at(json::json_pointer(place + "/properties")).items()) keys.push_back(each.key());
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
