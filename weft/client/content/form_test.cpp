#include <weft/client/content/form.hpp>

#include <gtest/gtest.h>

namespace weft::client {
namespace {

TEST(Form, has_names_and_values_in_their_order) {
  EXPECT_EQ(encode_form({{"b", "1"}, {"a", "2"}, {"b", ""}}), "b=1&a=2&b=");
  EXPECT_EQ(encode_form({{"only", "one"}}), "only=one");
  EXPECT_EQ(encode_form({}), "");
}

// URL Standard 5.2: all octets but A to Z, a to z, 0 to 9, "*", "-", "." and "_"; a space is "+".
TEST(Form, escapes_what_the_url_standard_says) {
  EXPECT_EQ(encode_form({{"a b", "x&y=z+%"}}), "a+b=x%26y%3Dz%2B%25");
  EXPECT_EQ(encode_form({{"*-._", "~!'()"}}), "*-._=%7E%21%27%28%29");
  EXPECT_EQ(encode_form({{"name", "J\xc3\xbcrgen\r\n"}}), "name=J%C3%BCrgen%0D%0A");
}

}  // namespace
}  // namespace weft::client
