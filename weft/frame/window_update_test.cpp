#include <weft/frame/window_update.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(WindowUpdate, carries_an_increment) {
  const auto wire = hex("000004 08 00 00000005 | 7fffffff");
  const auto frame = decoded<WindowUpdate>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 5u);
  EXPECT_EQ(frame->increment, 0x7fffffffu);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(WindowUpdate, ignores_the_reserved_bit) {
  EXPECT_EQ(decoded<WindowUpdate>(hex("000004 08 00 00000000 | 80000001"))->increment, 1u);
}

TEST(WindowUpdate, of_zero_is_a_stream_error) {
  EXPECT_EQ(fault_of("000004 08 00 00000005 | 80000000"), Fault::window_update_of_zero);
}

TEST(WindowUpdate, of_zero_for_the_connection_is_a_connection_error) {
  EXPECT_EQ(fault_of("000004 08 00 00000000 | 00000000"), Fault::connection_window_update_of_zero);
}

TEST(WindowUpdate, of_another_length_than_4_is_a_connection_error) {
  EXPECT_EQ(fault_of("000003 08 00 00000005 | 000001"), Fault::window_update_length);
  EXPECT_EQ(fault_of("000005 08 00 00000005 | 0000000100"), Fault::window_update_length);
}

}  // namespace
}  // namespace weft::frame
