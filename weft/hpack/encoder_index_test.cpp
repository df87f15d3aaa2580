#include <weft/hpack/encoder_index.hpp>

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

class EncoderIndexTest : public testing::Test {
 protected:
  void insert(const Field& field) {
    if (table.insert(field.name, field.value, field.token)) index.inserted(table, key_of(field, field.token));
  }
  auto find(const Field& field) { return index.find(table, key_of(field, field.token)); }
  auto find_name(const Field& field) const { return index.find_name(table, key_of(field, field.token)); }

  DynamicTable table;
  EncoderIndex index;
};

TEST_F(EncoderIndexTest, finds_nothing_in_an_empty_table) {
  EXPECT_EQ(find({"a", "1"}), std::nullopt);
  EXPECT_EQ(find_name({"a", "1"}), std::nullopt);
  EXPECT_EQ(index.capacity(), 0U);
}

TEST_F(EncoderIndexTest, finds_the_newest_of_a_name) {
  insert({"a", "1"});
  insert({"a", "2"});
  insert({"b", "1"});
  EXPECT_EQ(find_name({"a", "3"}), 1U);
  EXPECT_EQ(find({"a", "1"}), 2U);
  EXPECT_EQ(find({"a", "3"}), std::nullopt);
}

TEST_F(EncoderIndexTest, a_name_is_its_token_where_it_has_one) {
  insert({"x-a", "1", 70});
  EXPECT_EQ(find({"x-a", "1", 70}), 0U);
  EXPECT_EQ(find({"x-b", "1", 71}), std::nullopt);
}

TEST_F(EncoderIndexTest, forgets_what_the_table_forgets) {
  insert({"a", "1"});
  table.clear();
  EXPECT_EQ(find({"a", "1"}), std::nullopt);
  EXPECT_EQ(find_name({"a", "1"}), std::nullopt);
  insert({"b", "1"});
  EXPECT_EQ(find({"a", "1"}), std::nullopt);
}

TEST_F(EncoderIndexTest, the_latest_of_a_token_is_the_one_that_was_met_last) {
  const auto find_latest = [&](const Field& field) { return index.find_latest(table, field.token, field.value); };
  EXPECT_EQ(find_latest({"x-a", "1", 70}), EncoderIndex::none);
  insert({"x-a", "1", 70});
  insert({"x-a", "2", 70});
  EXPECT_EQ(find_latest({"x-a", "2", 70}), 0U);
  EXPECT_EQ(find_latest({"x-a", "1", 70}), EncoderIndex::none);
  EXPECT_EQ(find({"x-a", "1", 70}), 1U);
  EXPECT_EQ(find_latest({"x-a", "1", 70}), 1U);
  EXPECT_EQ(find_latest({"x-b", "1", 71}), EncoderIndex::none);
  // 134 shares the place of 70.
  insert({"x-c", "1", 134});
  EXPECT_EQ(find_latest({"x-c", "1", 134}), 0U);
  EXPECT_EQ(find_latest({"x-a", "1", 70}), EncoderIndex::none);
  table.clear();
  EXPECT_EQ(find_latest({"x-c", "1", 134}), EncoderIndex::none);
}

// Against a search through the whole table, over many generations of entries.
TEST_F(EncoderIndexTest, agrees_with_a_linear_search) {
  std::mt19937 random(7541);
  for (int i = 0; i < 20'000; ++i) {
    const std::string name(1, static_cast<char>('a' + random() % 8));
    const std::string value = std::to_string(random() % 100);
    const Field field{name, value};
    std::optional<std::uint32_t> pair;
    std::optional<std::uint32_t> same_name;
    for (std::uint32_t at = table.count(); at-- != 0;) {
      if (table[at].name == name) same_name = at;
      if (table[at].name == name && table[at].value == value) pair = at;
    }
    ASSERT_EQ(find(field), pair);
    ASSERT_EQ(find_name(field), same_name);
    if (!pair) insert(field);
    if (random() % 1000 == 0) table.set_max_size(random() % 4096);
    if (random() % 100 == 0) {
      index = {};
      if (!index.covers(table)) index.rebuild(table);
    }
  }
}

}  // namespace
}  // namespace weft::hpack
