#include <cli/load/known_blocks.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/octets.hpp>

namespace weft::cli::load {
namespace {

using testkit::Bytes;
using testkit::hex;

TEST(KnownBlocks, a_block_is_known_while_the_table_is_the_same) {
  KnownBlocks known;
  const Bytes block = hex("88 be bf");
  EXPECT_EQ(known.find(block, 5), nullptr);
  known.keep(block, 5, 5, {200, 77});
  ASSERT_NE(known.find(block, 5), nullptr);
  EXPECT_EQ(known.find(block, 5)->status, 200);
  EXPECT_EQ(known.find(block, 5)->fields, 77U);
  EXPECT_EQ(known.find(block, 6), nullptr);
  EXPECT_EQ(known.find(hex("88 be c0"), 5), nullptr);
  EXPECT_EQ(known.find(hex("88 be"), 5), nullptr);
}

TEST(KnownBlocks, one_that_changes_the_table_is_not_kept) {
  KnownBlocks known;
  const Bytes inserts = hex("88 40 01 61 01 62");
  known.keep(inserts, 5, 6, {200, 1});
  EXPECT_EQ(known.find(inserts, 5), nullptr);
  EXPECT_EQ(known.find(inserts, 6), nullptr);
  const Bytes resizes = hex("20 88");
  known.keep(resizes, 5, 5, {200, 1});
  EXPECT_EQ(known.find(resizes, 5), nullptr);
}

TEST(KnownBlocks, empty_and_long_ones_are_not_kept) {
  KnownBlocks known;
  const Bytes none;
  known.keep(none, 0, 0, {200, 1});
  EXPECT_EQ(known.find(none, 0), nullptr);
  const Bytes longer(1000, 0x88);
  known.keep(longer, 0, 0, {200, 1});
  EXPECT_EQ(known.find(longer, 0), nullptr);
}

TEST(KnownBlocks, several_are_known_at_a_time) {
  KnownBlocks known;
  const Bytes found = hex("88 be");
  const Bytes missing = hex("8d be bf");
  known.keep(found, 1, 1, {200, 10});
  known.keep(missing, 1, 1, {404, 20});
  ASSERT_NE(known.find(found, 1), nullptr);
  ASSERT_NE(known.find(missing, 1), nullptr);
  EXPECT_EQ(known.find(found, 1)->status, 200);
  EXPECT_EQ(known.find(missing, 1)->status, 404);
}

}  // namespace
}  // namespace weft::cli::load
