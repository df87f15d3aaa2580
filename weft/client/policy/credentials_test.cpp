#include <weft/client/policy/credentials.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace weft::client::credentials_test {
namespace {

// RFC 7617 2 and 2.1 have the first and the last of these.
TEST(Credentials, of_basic_are_user_and_password) {
  EXPECT_EQ(basic_credentials("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_credentials("", ""), "Basic Og==");
  EXPECT_EQ(basic_credentials("a", ""), "Basic YTo=");
  EXPECT_EQ(basic_credentials("a", ":"), "Basic YTo6");
  EXPECT_EQ(basic_credentials("test", "123\xc2\xa3"), "Basic dGVzdDoxMjPCow==");
}

TEST(Credentials, of_basic_have_neither_a_colon_in_the_user_nor_controls) {
  EXPECT_THROW(basic_credentials("a:b", "c"), std::invalid_argument);
  EXPECT_THROW(basic_credentials("a\n", "c"), std::invalid_argument);
  EXPECT_THROW(basic_credentials("a", "c\x7f"), std::invalid_argument);
  EXPECT_THROW(basic_credentials("a", std::string_view("\0", 1)), std::invalid_argument);
}

TEST(Credentials, of_bearer_are_a_token) {
  EXPECT_EQ(bearer_credentials("mF_9.B5f-4.1JqM=="), "Bearer mF_9.B5f-4.1JqM==");
  for (const std::string_view token : {"", "=", "a b", "a\r\n", "a=b", "\xc3\xa4"}) {
    EXPECT_THROW(bearer_credentials(token), std::invalid_argument) << token;
  }
}

}  // namespace
}  // namespace weft::client::credentials_test
