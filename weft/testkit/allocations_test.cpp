#include <weft/testkit/allocations.hpp>

#include <gtest/gtest.h>

#include <new>

namespace weft::testkit {
namespace {

TEST(Allocations, count_each_call_of_operator_new) {
  const auto before = allocations();
  // Called by name: a compiler may leave out a new-expression that nobody needs.
  ::operator delete(::operator new(1));
  ::operator delete(::operator new(0));
  EXPECT_EQ(allocations(), before + 2);
}

}  // namespace
}  // namespace weft::testkit
