#include <weft/hpack/policy.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

FieldKey key(std::string_view name, std::string_view value) {
  return key_of({name, value}, 0);
}

TEST(IndexingPolicy, holds_no_memory_before_the_first_field) {
  IndexingPolicy policy;
  EXPECT_EQ(policy.capacity(), 0U);
  policy.should_index(key("server", "weft"));
  EXPECT_GT(policy.capacity(), 0U);
}

TEST(IndexingPolicy, a_name_is_trusted_at_first) {
  IndexingPolicy policy;
  EXPECT_TRUE(policy.should_index(key("server", "weft")));
}

TEST(IndexingPolicy, a_name_whose_values_never_repeat_is_not_indexed_for_long) {
  IndexingPolicy policy;
  int indexed = 0;
  for (int i = 0; i < 1000; ++i) indexed += policy.should_index(key("x-request-id", "id " + std::to_string(i))) ? 1 : 0;
  // Four on credit; the rest are values that share a place and a mark with an earlier one.
  EXPECT_GE(indexed, 4);
  EXPECT_LE(indexed, 4 + 20);
}

TEST(IndexingPolicy, a_name_without_credit_is_indexed_on_second_sight) {
  IndexingPolicy policy;
  for (int i = 0; i < 20; ++i) policy.should_index(key("etag", std::to_string(i)));
  const std::string value = "\"33a64df5\"";
  EXPECT_FALSE(policy.should_index(key("etag", value)));
  EXPECT_TRUE(policy.should_index(key("etag", value)));
}

TEST(IndexingPolicy, repetition_earns_the_credit_back) {
  IndexingPolicy policy;
  for (int i = 0; i < 8; ++i) policy.should_index(key("date", std::to_string(i)));
  ASSERT_FALSE(policy.should_index(key("date", "new")));
  for (int i = 0; i < 20; ++i) policy.repeated(key("date", "new").name_hash);
  EXPECT_TRUE(policy.should_index(key("date", "newer")));
}

TEST(IndexingPolicy, one_name_does_not_spend_the_credit_of_another) {
  IndexingPolicy policy;
  for (int i = 0; i < 100; ++i) policy.should_index(key("x-request-id", std::to_string(i)));
  EXPECT_TRUE(policy.should_index(key("content-type", "text/html")));
}

TEST(Secrets, are_credentials_and_short_cookies) {
  EXPECT_TRUE(is_secret(23, "Basic QWxhZGRpbg=="));
  EXPECT_TRUE(is_secret(49, ""));
  EXPECT_TRUE(is_secret(55, std::string(1000, 'x')));
  EXPECT_TRUE(is_secret(32, std::string(19, 'x')));
  EXPECT_FALSE(is_secret(32, std::string(20, 'x')));
  EXPECT_FALSE(is_secret(0, "x"));
  EXPECT_FALSE(is_secret(54, "weft"));
}

}  // namespace
}  // namespace weft::hpack
