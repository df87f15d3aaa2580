#include <weft/hpack/policy.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

FieldKey key(std::string_view name, std::string_view value) {
  return key_of({name, value}, 0);
}

constexpr std::size_t size = 64;
constexpr std::size_t table_size = 4096;

bool should_index(IndexingPolicy& policy, std::string_view name, std::string_view value) {
  return policy.should_index(key(name, value), size, table_size);
}

TEST(IndexingPolicy, holds_no_memory_before_the_first_field) {
  IndexingPolicy policy;
  EXPECT_EQ(policy.capacity(), 0U);
  should_index(policy, "server", "weft");
  EXPECT_GT(policy.capacity(), 0U);
}

TEST(IndexingPolicy, a_name_is_trusted_at_first) {
  IndexingPolicy policy;
  EXPECT_TRUE(should_index(policy, "server", "weft"));
}

TEST(IndexingPolicy, a_name_whose_values_never_repeat_is_not_indexed_for_long) {
  IndexingPolicy policy;
  int indexed = 0;
  for (int i = 0; i < 1000; ++i) indexed += should_index(policy, "x-request-id", "id " + std::to_string(i)) ? 1 : 0;
  // Four on credit; the rest are values that share a place and a mark with an earlier one.
  EXPECT_GE(indexed, 4);
  EXPECT_LE(indexed, 4 + 20);
}

TEST(IndexingPolicy, a_name_without_credit_is_indexed_on_second_sight) {
  IndexingPolicy policy;
  for (int i = 0; i < 20; ++i) should_index(policy, "etag", std::to_string(i));
  const std::string value = "\"33a64df5\"";
  EXPECT_FALSE(should_index(policy, "etag", value));
  EXPECT_TRUE(should_index(policy, "etag", value));
}

TEST(IndexingPolicy, a_second_sight_counts_only_while_the_table_would_have_held_the_value) {
  IndexingPolicy policy;
  for (int i = 0; i < 20; ++i) should_index(policy, "etag", std::to_string(i));
  ASSERT_FALSE(should_index(policy, "etag", "again"));
  std::size_t inserted = 0;
  for (int i = 0; inserted < table_size; ++i)
    inserted += should_index(policy, "x-" + std::to_string(i), "1") ? size : 0;
  EXPECT_FALSE(should_index(policy, "etag", "again"));
  EXPECT_TRUE(should_index(policy, "etag", "again"));
}

TEST(IndexingPolicy, repetition_earns_the_credit_back) {
  IndexingPolicy policy;
  for (int i = 0; i < 8; ++i) should_index(policy, "date", std::to_string(i));
  ASSERT_FALSE(should_index(policy, "date", "new"));
  for (int i = 0; i < 20; ++i) policy.repeated(key("date", "new").name_hash);
  EXPECT_TRUE(should_index(policy, "date", "newer"));
}

TEST(IndexingPolicy, one_name_does_not_spend_the_credit_of_another) {
  IndexingPolicy policy;
  for (int i = 0; i < 100; ++i) should_index(policy, "x-request-id", std::to_string(i));
  EXPECT_TRUE(should_index(policy, "content-type", "text/html"));
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
