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

TEST(Allocations, tell_what_has_not_been_given_back) {
  const auto before = live_octets();
  void* one = ::operator new(1000);
  void* many = ::operator new[](2000);
  EXPECT_GE(live_octets(), before + 3000);
  EXPECT_LE(live_octets(), before + 3100);
  ::operator delete(one);
  ::operator delete[](many);
  EXPECT_EQ(live_octets(), before);
}

TEST(Allocations, fail_once_where_they_are_told_to) {
  const FailingAllocation failing(1);
  ::operator delete(::operator new(1));
  EXPECT_FALSE(failing.happened());
  EXPECT_THROW(::operator delete(::operator new(1)), std::bad_alloc);
  EXPECT_TRUE(failing.happened());
  ::operator delete(::operator new(1));
}

}  // namespace
}  // namespace weft::testkit
