#include <weft/frame/rst_stream.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(RstStream, carries_a_code) {
  const auto wire = hex("000004 03 00 00000001 | 00000008");
  const auto frame = decoded<RstStream>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 1u);
  EXPECT_EQ(frame->code, ErrorCode::cancel);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(RstStream, keeps_an_unknown_code) {
  const auto wire = hex("000004 03 00 00000001 | deadbeef");
  EXPECT_EQ(encoded(*decoded<RstStream>(wire)), wire);
}

TEST(RstStream, on_stream_0_is_a_connection_error) {
  EXPECT_EQ(fault_of("000004 03 00 00000000 | 00000008"), Fault::rst_stream_on_connection);
}

TEST(RstStream, of_another_length_than_4_is_a_connection_error) {
  EXPECT_EQ(fault_of("000003 03 00 00000001 | 000008"), Fault::rst_stream_length);
  EXPECT_EQ(fault_of("000005 03 00 00000001 | 0000000800"), Fault::rst_stream_length);
}

}  // namespace
}  // namespace weft::frame
