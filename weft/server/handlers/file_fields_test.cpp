#include <weft/server/handlers/file_fields.hpp>

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(FieldsOfFiles, are_for_paths_that_match) {
  for (const auto* pattern : {"*", "/*", "*.js", "/a/*", "/a/b.js", "*/b.js", "/*/b.*", "**", "/a/b.js*", "*a*b*s"}) {
    EXPECT_TRUE(matches_file(pattern, "/a/b.js")) << pattern;
  }
  for (const auto* pattern : {"/", "/a", "/a/", "*.j", "*.jsx", "/b*", "/a/b.js?", "*.JS", "/a/*/b.js", "a/b.js"}) {
    EXPECT_FALSE(matches_file(pattern, "/a/b.js")) << pattern;
  }
  EXPECT_TRUE(matches_file("*.js", "/a.jsx.js"));
  EXPECT_TRUE(matches_file("*ab*ab", "/ab/ab/ab"));
  EXPECT_FALSE(matches_file("*ab*abc", "/ab/ab/ab"));
}

TEST(FieldsOfFiles, are_those_of_the_last_rule_and_leave_what_is_there) {
  const auto rules = checked_fields_of_files({{"*", {{"Cache-Control", " no-cache "}, {"x-a", "1"}, {"x-b", "1"}}},
                                              {"*.js", {{"cache-control", "immutable"}, {"x-a", "2"}}},
                                              {"*.css", {{"x-a", "3"}}}});
  http::Fields response;
  response.add("x-b", "0");
  add_fields_of_files(rules, "/a.js", response);
  EXPECT_EQ(response.find("cache-control"), "immutable");
  EXPECT_EQ(response.find("x-a"), "2");
  EXPECT_EQ(response.find("x-b"), "0");
  EXPECT_EQ(response.size(), 3u);
  http::Fields other;
  add_fields_of_files(rules, "/index.html", other);
  EXPECT_EQ(other.find("cache-control"), "no-cache");
  EXPECT_EQ(other.find("x-a"), "1");
}

TEST(FieldsOfFiles, add_to_what_the_response_varies_by) {
  http::Fields response;
  response.add("vary", "accept-encoding");
  add_fields_of_files(checked_fields_of_files({{"*", {{"Vary", "origin"}}}}), "/a", response);
  EXPECT_EQ(response.count(http::FieldName::vary), 2u);
}

TEST(FieldsOfFiles, are_checked) {
  const auto refusal_of = [](FieldsOfFiles rule) -> std::string {
    try {
      checked_fields_of_files({std::move(rule)});
    } catch (const std::invalid_argument& wrong) {
      return wrong.what();
    }
    return "none";
  };
  using testing::HasSubstr;
  EXPECT_EQ(refusal_of({"*", {{"X-Frame-Options", "DENY"}}}), "none");
  EXPECT_THAT(refusal_of({"a.js", {}}), HasSubstr("\"a.js\": expected a pattern of files"));
  EXPECT_THAT(refusal_of({"", {}}), HasSubstr("expected a pattern of files"));
  EXPECT_THAT(refusal_of({"*", {{"a b", "x"}}}), HasSubstr("\"a b\" is no name of a field"));
  EXPECT_THAT(refusal_of({"*", {{"x-a", "1\r\nx-b: 2"}}}), HasSubstr("control octet 0x0d"));
  for (const auto* name : {"Content-Length", "transfer-encoding", "ETag", "last-modified", "content-encoding"}) {
    EXPECT_THAT(refusal_of({"*", {{name, "x"}}}), HasSubstr("is set by weft")) << name;
  }
}

}  // namespace
}  // namespace weft::server
