#include <weft/base/grouped.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Grouped, puts_a_comma_before_each_three_digits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(18'446'744'073'709'551'615u), "18,446,744,073,709,551,615");
}

}  // namespace
}  // namespace weft
