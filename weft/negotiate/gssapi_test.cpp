// GSSAPI where there is neither a ticket nor a keytab. With a KDC: tests/interop/negotiate_test.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include <weft/negotiate/negotiate.hpp>

namespace weft::negotiate {
namespace {

using testing::HasSubstr;

struct GssapiTest : testing::Test {
  GssapiTest() {
    ::setenv("KRB5CCNAME", "FILE:/no/such/tickets", 1);
    ::setenv("KRB5_CONFIG", "/dev/null", 1);
  }
  void SetUp() override {
    if (gssapi() == nullptr) GTEST_SKIP() << "built without GSSAPI";
  }
};

TEST_F(GssapiTest, says_where_it_has_looked_for_a_ticket) {
  const auto step = gssapi()->initiate("localhost")->step("");
  ASSERT_FALSE(step.has_value());
  EXPECT_EQ(step.error().kind, Fault::Kind::no_ticket);
  EXPECT_THAT(step.error().text, HasSubstr("/no/such/tickets"));
}

TEST_F(GssapiTest, accepts_nothing_without_a_keytab) {
  const auto step = gssapi()->accept("/no/such/keytab")->step("token");
  ASSERT_FALSE(step.has_value());
  EXPECT_EQ(step.error().kind, Fault::Kind::failed);
  EXPECT_THAT(step.error().text, HasSubstr("/no/such/keytab"));
}

}  // namespace
}  // namespace weft::negotiate
