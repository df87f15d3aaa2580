#include <weft/frame/priority.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(Priority, says_where_a_stream_hangs) {
  const auto wire = hex("000005 02 00 00000003 | 80000001 00");
  const auto frame = decoded<Priority>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 3u);
  EXPECT_EQ(frame->dependency, (Dependency{1, 1, true}));
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Priority, on_stream_0_is_a_connection_error) {
  EXPECT_EQ(fault_of("000005 02 00 00000000 | 00000001 0f"), Fault::priority_on_connection);
}

TEST(Priority, of_another_length_than_5_is_a_stream_error) {
  EXPECT_EQ(fault_of("000004 02 00 00000003 | 00000001"), Fault::priority_length);
  EXPECT_EQ(fault_of("000006 02 00 00000003 | 00000001 0f 00"), Fault::priority_length);
}

TEST(Priority, on_itself_is_a_stream_error) {
  EXPECT_EQ(fault_of("000005 02 00 00000003 | 80000003 0f"), Fault::priority_on_itself);
}

}  // namespace
}  // namespace weft::frame
