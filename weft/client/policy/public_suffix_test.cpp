#include <weft/client/policy/public_suffix.hpp>

#include <gtest/gtest.h>

namespace weft::client::public_suffix_test {
namespace {

TEST(PublicSuffix, is_a_domain_below_which_anybody_registers) {
  for (const std::string_view domain : {"com", "co.uk", "github.io", "localhost", "xn--p1ai", "unknown"}) {
    EXPECT_TRUE(is_public_suffix(domain)) << domain;
  }
  for (const std::string_view domain : {"example.com", "example.co.uk", "me.github.io", "a.unknown"}) {
    EXPECT_FALSE(is_public_suffix(domain)) << domain;
  }
}

TEST(PublicSuffix, has_registered_domains_below) {
  EXPECT_EQ(registered_domain("a.b.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registered_domain("example.com"), "example.com");
  EXPECT_EQ(registered_domain("com"), "com");
  EXPECT_EQ(registered_domain("localhost"), "localhost");
  EXPECT_EQ(registered_domain("1.2.3.4"), "1.2.3.4");
  EXPECT_EQ(registered_domain("2001:db8::1"), "2001:db8::1");
}

TEST(PublicSuffix, is_no_part_of_an_address) {
  EXPECT_TRUE(is_address("127.0.0.1"));
  EXPECT_TRUE(is_address("::1"));
  EXPECT_FALSE(is_address("a.1b"));
  EXPECT_FALSE(is_address("localhost"));
  EXPECT_FALSE(is_address("1.2.3.4."));
}

}  // namespace
}  // namespace weft::client::public_suffix_test
