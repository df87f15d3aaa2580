#include <weft/hpack/dynamic_table.hpp>

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

TEST(DynamicTable, holds_no_memory_before_the_first_insertion) {
  DynamicTable table;
  EXPECT_EQ(table.capacity(), 0U);
  table.insert("a", "1", 0);
  EXPECT_GT(table.capacity(), 0U);
}

TEST(DynamicTable, gives_its_memory_back_when_its_size_becomes_0) {
  DynamicTable table;
  table.insert("a", "1", 0);
  table.set_max_size(0);
  EXPECT_EQ(table.capacity(), 0U);
  EXPECT_FALSE(table.insert("a", "1", 0));
  table.set_max_size(4096);
  EXPECT_TRUE(table.insert("a", "1", 0));
  EXPECT_EQ(table[0].value, "1");
}

TEST(DynamicTable, never_holds_more_text_than_its_size) {
  for (const std::size_t max : {64U, 100U, 4096U}) {
    DynamicTable table(max);
    for (int i = 0; i < 1000; ++i) table.insert("name", std::string(static_cast<std::size_t>(i) % max, 'x'), 0);
    // Text, and a record of 16 octets for each 32 that the smallest entry counts, in a power of two.
    EXPECT_LE(table.capacity(), max + std::max<std::size_t>(max, 8 * 16)) << max;
  }
}

TEST(DynamicTable, a_shrunk_table_keeps_its_entries_in_less_memory) {
  DynamicTable table;
  for (int i = 0; i < 100; ++i) table.insert("name", std::to_string(i) + std::string(100, 'x'), 0);
  table.set_max_size(300);
  ASSERT_EQ(table.count(), 2U);
  EXPECT_EQ(table[0].value, "99" + std::string(100, 'x'));
  EXPECT_EQ(table[1].value, "98" + std::string(100, 'x'));
  table.insert("name", "small", 0);
  EXPECT_EQ(table[0].value, "small");
}

TEST(DynamicTable, a_name_of_the_static_table_is_counted_but_not_stored) {
  DynamicTable table;
  table.insert("content-type", "text/plain", 31);
  EXPECT_EQ(table.size(), 12U + 10U + 32U);
  EXPECT_EQ(table[0].name, "content-type");
  EXPECT_EQ(table[0].token, 31);
  EXPECT_EQ(table[0].stored, "text/plain");
  table.insert("x-name", "value", 300);
  EXPECT_EQ(table[0].stored, "x-namevalue");
  EXPECT_EQ(table[0].token, 300);
}

// The table as the RFC tells it: a queue of texts.
struct Model {
  std::size_t max;
  std::deque<std::pair<std::string, std::string>> entries{};

  std::size_t size() const {
    std::size_t sum = 0;
    for (const auto& [name, value] : entries) sum += name.size() + value.size() + entry_overhead;
    return sum;
  }
  void evict_until(std::size_t limit) {
    while (size() > limit) entries.pop_back();
  }
  void insert(const std::string& name, const std::string& value) {
    const std::size_t added = name.size() + value.size() + entry_overhead;
    evict_until(added > max ? 0 : max - added);
    if (added <= max) entries.emplace_front(name, value);
  }
};

DynamicTable parked_and_unparked(const DynamicTable& table) {
  TightWriter writer;
  table.park(writer);
  TightReader reader(writer.octets().data());
  return DynamicTable(reader);
}

TEST(DynamicTable, is_parked_in_few_octets) {
  DynamicTable table(200);
  for (int i = 0; i < 20; ++i) table.insert("x-name", "some text", 0, 3);
  table.insert("server", "weft", 54, 5);
  TightWriter writer;
  table.park(writer);
  EXPECT_EQ(writer.octets().size(), 2 + 1 + 3 * (2 + 1 + 6 + 1 + 9) + 2 + 1 + 4U);
  const DynamicTable again = parked_and_unparked(table);
  EXPECT_EQ(again.count(), 4U);
  EXPECT_EQ(again.max_size(), 200U);
  EXPECT_EQ(again[0].name, "server");
  EXPECT_EQ(again[0].value, "weft");
  EXPECT_EQ(again[0].token, 54);
  EXPECT_EQ(again[0].marks, 5);
  EXPECT_EQ(again[3].name, "x-name");
  EXPECT_EQ(again[3].marks, 3);
}

TEST(DynamicTable, behaves_as_a_queue_of_texts) {
  std::mt19937 random(7541);
  for (int run = 0; run < 50; ++run) {
    Model model{4096};
    DynamicTable table(4096);
    for (int i = 0; i < 1000; ++i) {
      if (random() % 50 == 0) {
        model.max = random() % 5000;
        model.evict_until(model.max);
        table.set_max_size(model.max);
      }
      if (random() % 50 == 0) table = parked_and_unparked(table);
      const std::string name(random() % 30, static_cast<char>('a' + random() % 26));
      const std::string value(random() % (random() % 20 == 0 ? 3000 : 60), static_cast<char>('a' + random() % 26));
      model.insert(name, value);
      table.insert(name, value, 0);
      ASSERT_EQ(table.size(), model.size());
      ASSERT_EQ(table.count(), model.entries.size());
      for (std::uint32_t at = 0; at < table.count(); ++at) {
        ASSERT_EQ(table[at].name, model.entries[at].first);
        ASSERT_EQ(table[at].value, model.entries[at].second);
      }
    }
  }
}

}  // namespace
}  // namespace weft::hpack
