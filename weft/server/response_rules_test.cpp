#include <weft/server/response_rules.hpp>

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace response_rules_test {

using http::FieldName;
using http::Status;

std::string priority_of(const ResponseRules& rules, std::string_view path, std::string_view media_type = {},
                        std::string_view own = {}) {
  http::ResponseHead response;
  if (!media_type.empty()) response.fields.add(FieldName::content_type, media_type);
  if (!own.empty()) response.fields.add(FieldName::priority, own);
  rules.add_priority(path, response);
  EXPECT_LE(response.fields.count(FieldName::priority), 1u);
  return std::string(response.fields.find(FieldName::priority).value_or("none"));
}

TEST(ResponseRules, give_the_priority_of_the_last_rule_that_fits) {
  const ResponseRules rules({{"*", "u=5"}, {"*.css", "u=1"}, {"/slow/*", "u=7, i"}, {"image/*", "u=6"}}, {});
  EXPECT_EQ(priority_of(rules, "/"), "u=5");
  EXPECT_EQ(priority_of(rules, "/a.css", "text/css; charset=utf-8"), "u=1");
  EXPECT_EQ(priority_of(rules, "/slow/a.css"), "u=7, i");
  EXPECT_EQ(priority_of(rules, "/slow/a", "image/png"), "u=6");
}

TEST(ResponseRules, leave_the_priority_of_a_handler_as_it_is) {
  const ResponseRules rules({{"*", "u=5"}}, {});
  EXPECT_EQ(priority_of(rules, "/", "text/html", "u=0"), "u=0");
}

TEST(ResponseRules, know_media_types_without_their_parameters) {
  const ResponseRules rules({{"text/html", "u=2"}}, {});
  EXPECT_EQ(priority_of(rules, "/", "text/html; charset=utf-8"), "u=2");
  EXPECT_EQ(priority_of(rules, "/", "text/html2"), "none");
  EXPECT_EQ(priority_of(rules, "/text/html"), "none");
}

TEST(ResponseRules, know_the_pages_of_errors) {
  const ResponseRules rules({}, {{"404", "/lost.html"}, {"503", "/busy.html"}});
  EXPECT_EQ(rules.page_of(Status::not_found), "/lost.html");
  EXPECT_EQ(rules.page_of(Status::service_unavailable), "/busy.html");
  EXPECT_EQ(rules.page_of(Status::forbidden), "");
}

TEST(ResponseRules, that_are_wrong_are_refused) {
  for (const auto* match : {"css", ""}) EXPECT_THROW(check_priority_match(match), std::invalid_argument) << match;
  for (const auto* value : {"", "1", "u=9", "u=1;;", "urgent"}) {
    EXPECT_THROW(check_priority_value(value), std::invalid_argument) << value;
  }
  for (const auto* value : {"u=0", "i", "u=7, i", "u=3, i=?0"}) EXPECT_NO_THROW(check_priority_value(value)) << value;
  for (const auto* status : {"200", "304", "600", "40", "4xx", "4040"}) {
    EXPECT_THROW(check_error_page({status, "/a"}), std::invalid_argument) << status;
  }
  for (const auto* path : {"a.html", "", "/folder/"}) {
    EXPECT_THROW(check_error_page({"404", path}), std::invalid_argument) << path;
  }
}

}  // namespace response_rules_test
}  // namespace weft::server
