#include <weft/frame/fault.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

constexpr Fault all_faults[] = {
#define WEFT_FAULT(token, scope, code, why) Fault::token,
#include <weft/frame/faults.inc>
#undef WEFT_FAULT
};

TEST(Fault, has_scope_code_and_token) {
  EXPECT_EQ(to_string(Fault::window_update_of_zero), "window_update_of_zero");
  EXPECT_EQ(scope(Fault::window_update_of_zero), FaultScope::stream);
  EXPECT_EQ(code(Fault::window_update_of_zero), ErrorCode::protocol_error);
  EXPECT_EQ(scope(Fault::ping_length), FaultScope::connection);
  EXPECT_EQ(code(Fault::ping_length), ErrorCode::frame_size_error);
}

TEST(Fault, tokens_are_unique) {
  std::set<std::string_view> tokens;
  for (const Fault fault : all_faults) EXPECT_TRUE(tokens.insert(to_string(fault)).second) << to_string(fault);
}

TEST(Fault, can_be_reached_each) {
  std::set<Fault> reached{Fault::frame_too_large};  // by the reader alone: see reader_test.cpp
  for (const char* wire : {
           "000000 00 08 00000001",
           "000001 00 08 00000001 01",
           "000000 00 00 00000000",
           "000000 01 04 00000000",
           "000000 01 24 00000001",
           "000005 02 00 00000000 00000000 00",
           "000000 02 00 00000001",
           "000005 02 00 00000001 00000001 00",
           "000004 03 00 00000000 00000000",
           "000000 03 00 00000001",
           "000000 04 00 00000001",
           "000006 04 01 00000000 0001 00000000",
           "000001 04 00 00000000 00",
           "000006 04 00 00000000 0002 00000002",
           "000006 04 00 00000000 0004 80000000",
           "000006 04 00 00000000 0005 00000000",
           "000006 04 00 00000000 0008 00000002",
           "000006 04 00 00000000 0009 00000002",
           "000004 05 04 00000000 00000002",
           "000000 05 04 00000001",
           "000004 05 04 00000001 00000001",
           "000008 06 00 00000001 0000000000000000",
           "000000 06 00 00000000",
           "000008 07 00 00000001 0000000000000000",
           "000000 07 00 00000000",
           "000000 08 00 00000001",
           "000004 08 00 00000001 00000000",
           "000004 08 00 00000000 00000000",
           "000000 09 00 00000000",
           "000004 10 00 00000001 00000001",
           "000000 10 00 00000000",
           "000004 10 00 00000000 00000000",
       }) {
    reached.insert(testkit::fault_of(wire));
  }
  for (const Fault fault : all_faults) EXPECT_TRUE(reached.contains(fault)) << to_string(fault);
}

}  // namespace
}  // namespace weft::frame
