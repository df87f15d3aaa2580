#include <weft/frame/priority_update.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(PriorityUpdate, carries_a_field_value) {
  const auto wire = hex("000007 10 00 00000000 | 00000005 | 753d31");
  const auto frame = decoded<PriorityUpdate>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->prioritized, 5u);
  EXPECT_EQ(frame->value, "u=1");
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(PriorityUpdate, on_a_stream_is_a_connection_error) {
  EXPECT_EQ(fault_of("000004 10 00 00000005 | 00000005"), Fault::priority_update_on_stream);
}

TEST(PriorityUpdate, of_stream_0_is_a_connection_error) {
  EXPECT_EQ(fault_of("000004 10 00 00000000 | 80000000"), Fault::priority_update_of_connection);
}

TEST(PriorityUpdate, too_short_is_a_connection_error) {
  EXPECT_EQ(fault_of("000003 10 00 00000000 | 000000"), Fault::priority_update_too_short);
}

}  // namespace
}  // namespace weft::frame
