#include <gtest/gtest.h>

#include <cli/support/counted.hpp>

namespace weft::cli {
namespace {

TEST(Counted, has_one_thing_or_several) {
  EXPECT_EQ(counted(0, "request"), "0 requests");
  EXPECT_EQ(counted(1, "request"), "1 request");
  EXPECT_EQ(counted(1200, "request"), "1,200 requests");
}

}  // namespace
}  // namespace weft::cli
