#include <cli/check/column.hpp>

#include <gtest/gtest.h>

namespace weft::cli::check {
namespace {

TEST(Column, has_each_line_of_a_text) {
  EXPECT_EQ(indented("a\nb"), "                a\n                b\n");
  EXPECT_EQ(indented("a\n"), "                a\n");
  EXPECT_EQ(indented(""), "");
}

}  // namespace
}  // namespace weft::cli::check
