#include <weft/server/auth/authorization.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

namespace weft::server {
namespace authorization_test {

http::Fields sending(std::initializer_list<std::string_view> values) {
  http::Fields fields;
  for (const auto value : values) fields.add(http::FieldName::authorization, value);
  return fields;
}

TEST(Authorization, has_the_credentials_of_one_scheme) {
  EXPECT_EQ(credentials_of(sending({"Basic YTpi"}), "Basic"), "YTpi");
  EXPECT_EQ(credentials_of(sending({"bASIC   YTpi "}), "Basic"), "YTpi");
  EXPECT_EQ(credentials_of(sending({"Negotiate"}), "Negotiate"), "");
  EXPECT_EQ(credentials_of(sending({"Basic YTpi"}), "Bearer"), std::nullopt);
  EXPECT_EQ(credentials_of(sending({"BasicYTpi"}), "Basic"), std::nullopt);
  EXPECT_EQ(credentials_of(sending({""}), "Basic"), std::nullopt);
  EXPECT_EQ(credentials_of(sending({}), "Basic"), std::nullopt);
}

TEST(Authorization, that_comes_twice_says_nothing) {
  EXPECT_EQ(credentials_of(sending({"Basic YTpi", "Basic YTpj"}), "Basic"), std::nullopt);
}

// RFC 9110 11.2.
TEST(Authorization, may_have_a_token68) {
  for (const auto* good : {"a", "mF_9.B5f-4.1JqM", "a+/b==", "~"}) EXPECT_TRUE(is_token68(good)) << good;
  for (const auto* bad : {"", "=", "a b", "a=b", "a,b", "\"a\"", "\xc3\xa4"}) EXPECT_FALSE(is_token68(bad)) << bad;
}

TEST(Authorization, is_asked_for_with_a_realm_in_quotes) {
  EXPECT_EQ(realm_parameter("the staff"), "realm=\"the staff\"");
  EXPECT_EQ(realm_parameter("a \"b\" \\c"), R"(realm="a \"b\" \\c")");
  EXPECT_THROW(realm_parameter("a\nb"), std::invalid_argument);
  EXPECT_THROW(realm_parameter("\x7f"), std::invalid_argument);
}

}  // namespace authorization_test
}  // namespace weft::server
