#include <cli/support/numbers.hpp>

#include <gtest/gtest.h>

namespace weft::cli {
namespace {

TEST(Numbers, a_time_within_its_bounds_becomes_seconds) {
  const CLI::Validator validator = time_between("1ms", "24h");
  std::string text = "1500ms";
  EXPECT_EQ(validator(text), "");
  EXPECT_EQ(text, "1.500000000");
  for (std::string wrong : {"0", "25h", "soon"}) {
    EXPECT_EQ(validator(wrong), wrong + ": expected a time from 1ms to 24h, such as 500ms, 10s or 2m");
  }
}

TEST(Numbers, what_is_out_of_bounds_is_told_shortly) {
  std::string fine = "1000";
  EXPECT_EQ(whole_between(1, 1000)(fine), "");
  for (std::string wrong : {"0", "1001", "-1", "1.5", "x", ""}) {
    EXPECT_EQ(whole_between(1, 1000)(wrong), wrong + ": expected a whole number from 1 to 1000");
  }
  std::string long_one(309, '9');
  EXPECT_LE(whole_between(1, 1000)(long_one).size(), 80U);
  EXPECT_LE(number_between("0.001", "1000000")(long_one).size(), 80U);
  std::string rate = "0.3";
  EXPECT_EQ(number_between("0.001", "1000000")(rate), "");
  for (std::string wrong : {"0", "1e309", "inf", "nan", "1e7"}) {
    EXPECT_EQ(number_between("0.001", "1000000")(wrong), wrong + ": expected a number from 0.001 to 1000000");
  }
}

}  // namespace
}  // namespace weft::cli
