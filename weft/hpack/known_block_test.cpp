#include <weft/hpack/known_block.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::hpack {
namespace {

using std::string_literals::operator""s;

using Numbers = KnownBlocks<int>;

const int* find(Numbers& known, std::string_view block, std::uint32_t epoch) {
  return known.find(as_octets(block), epoch);
}

TEST(KnownBlocks, a_block_is_known_while_the_table_is_the_same) {
  Numbers known;
  const std::string block = "\x88\xbe\xbf";
  EXPECT_EQ(find(known, block, 5), nullptr);
  known.keep(as_octets(block), 5, 5, 200);
  ASSERT_NE(find(known, block, 5), nullptr);
  EXPECT_EQ(*find(known, block, 5), 200);
  EXPECT_EQ(find(known, block, 6), nullptr);
  EXPECT_EQ(find(known, "\x88\xbe\xc0", 5), nullptr);
  EXPECT_EQ(find(known, "\x88\xbe", 5), nullptr);
}

TEST(KnownBlocks, one_that_changes_the_table_is_not_kept) {
  Numbers known;
  const std::string inserts = "\x88\x40\x01\x61\x01\x62";
  known.keep(as_octets(inserts), 5, 6, 200);
  EXPECT_EQ(find(known, inserts, 5), nullptr);
  EXPECT_EQ(find(known, inserts, 6), nullptr);
}

TEST(KnownBlocks, empty_and_long_ones_are_not_kept) {
  Numbers known;
  known.keep(Octets(), 0, 0, 200);
  EXPECT_EQ(find(known, "", 0), nullptr);
  const std::string longer(1000, '\x88');
  known.keep(as_octets(longer), 0, 0, 200);
  EXPECT_EQ(find(known, longer, 0), nullptr);
}

TEST(KnownBlocks, several_are_known_at_a_time) {
  Numbers known;
  known.keep(as_octets("\x88\xbe"), 1, 1, 200);
  known.keep(as_octets("\x8d\xbe\xbf"), 1, 1, 404);
  ASSERT_NE(find(known, "\x88\xbe", 1), nullptr);
  ASSERT_NE(find(known, "\x8d\xbe\xbf", 1), nullptr);
  EXPECT_EQ(*find(known, "\x88\xbe", 1), 200);
  EXPECT_EQ(*find(known, "\x8d\xbe\xbf", 1), 404);
}

class ButPath : public testing::Test {
 protected:
  // The path of the block as it stands there; "same" where the block has no path of its own; "other" if it is another
  // block.
  std::string path_in(const std::string& block) const {
    BlockAndPath asked{as_octets(block)};
    if (!key.is(asked)) return "other";
    return asked.path ? std::string(as_text(asked.path->octets)) : "same";
  }
  void assign(const std::string& block) { key.assign(as_octets(block)); }

  BlockButPath key;
};

TEST_F(ButPath, recognises_a_block_with_another_path) {
  assign(
      "\x82\x04\x02"
      "/a\xbe\xbf");
  EXPECT_TRUE(key.has_any_path());
  EXPECT_EQ(path_in("\x82\x04\x02"
                    "/a\xbe\xbf"),
            "/a");
  EXPECT_EQ(path_in("\x82\x04\x04/abc\xbe\xbf"), "/abc");
  const std::string longer = '/' + std::string(299, 'x');
  EXPECT_EQ(path_in("\x82\x04\x7f\xad\x01" + longer + "\xbe\xbf"), longer);
  EXPECT_EQ(path_in("\x83\x04\x02/a\xbe\xbf"), "other");
  EXPECT_EQ(path_in("\x82\x04\x02"
                    "/a\xbe\xc0"),
            "other");
}

TEST_F(ButPath, sees_that_there_is_more_or_less_than_a_path) {
  assign(
      "\x82\x04\x02"
      "/a\xbe");
  EXPECT_EQ(path_in("\x82\x04\x03/a\xbe"), "other");
  EXPECT_EQ(path_in("\x82\x04\x02"
                    "/a\x84\xbe"),
            "other");
  EXPECT_EQ(path_in("\x82\x04\xbe"), "other");
  EXPECT_EQ(path_in("\x82\x84\xbe"), "other");
  EXPECT_EQ(path_in("\x82\x04\x7f\xbe"), "other");
  EXPECT_EQ(path_in("\x82\x04\x7f\xff\xff\xff\xff\xff\xff\xbe"), "other");
}

TEST_F(ButPath, knows_a_path_by_its_huffman_code) {
  assign(
      "\x82\x04\x02"
      "/a");
  BlockAndPath asked{as_octets("\x82\x04\x82\x60\x75")};
  EXPECT_TRUE(key.is(asked));
  EXPECT_TRUE(asked.path->huffman);
}

// A path that is put into a table, or must not be, or comes behind other literals, has to be the same.
TEST_F(ButPath, takes_every_other_block_as_it_is) {
  for (const std::string& block : {"\x82\x44\x02/a\xbe"s, "\x82\x14\x02/a\xbe"s, "\x82\x0f\x0d\x01\x31\x04\x02/a"s,
                                   "\x82\x84\xbe"s, "\x82\x00\x01x\x01y"s, "\x82\x04\x7f"s, "\x3f"s, "\x20\x82"s}) {
    assign(block);
    EXPECT_FALSE(key.has_any_path());
    EXPECT_EQ(path_in(block), "same");
    EXPECT_EQ(path_in(block + "\xbe"), "other");
    EXPECT_EQ(path_in(block.substr(1)), "other");
  }
}

}  // namespace
}  // namespace weft::hpack
