#include <weft/hpack/static_table.hpp>

#include <gtest/gtest.h>

namespace weft::hpack::static_table {
namespace {

TEST(StaticTable, names_that_are_not_in_it_have_no_token) {
  for (const auto* name : {"", "x", ":metho", ":methodx", "Date", "sec-fetch-mode", "set-cookie2"})
    EXPECT_EQ(token_of(name), 0) << name;
}

TEST(StaticTable, values_that_are_not_in_it_have_no_index) {
  EXPECT_EQ(index_of(2, "PUT"), 0U);
  EXPECT_EQ(index_of(2, ""), 0U);
  EXPECT_EQ(index_of(8, "201"), 0U);
  EXPECT_EQ(index_of(16, "gzip"), 0U);
  EXPECT_EQ(index_of(31, "text/html"), 0U);
}

TEST(StaticTable, a_token_beyond_it_has_no_index) {
  EXPECT_EQ(index_of(0, ""), 0U);
  EXPECT_EQ(index_of(61, ""), 61U);
  EXPECT_EQ(index_of(62, ""), 0U);
  EXPECT_FALSE(is_static(0));
  EXPECT_TRUE(is_static(1));
  EXPECT_TRUE(is_static(61));
  EXPECT_FALSE(is_static(62));
}

}  // namespace
}  // namespace weft::hpack::static_table
