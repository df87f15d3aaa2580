#include <weft/testkit/allocations.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace weft::testkit {
namespace {

TEST(Allocations, count_each_call_of_operator_new) {
  const auto before = allocations();
  const auto one = std::make_unique<int>(1);
  const auto two = std::make_unique<int[]>(2);
  EXPECT_EQ(allocations(), before + 2);
}

}  // namespace
}  // namespace weft::testkit
