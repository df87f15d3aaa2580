#include <weft/frame/push_promise.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(PushPromise, reserves_a_stream) {
  const auto wire = hex("000005 05 04 00000001 | 00000002 | 82");
  const auto frame = decoded<PushPromise>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 1u);
  EXPECT_EQ(frame->promised, 2u);
  EXPECT_TRUE(frame->end_headers);
  EXPECT_EQ(frame->block.size(), 1u);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(PushPromise, may_be_padded) {
  const auto wire = hex("000007 05 08 00000001 | 01 | 00000002 | 82 | 00");
  const auto frame = decoded<PushPromise>(wire);
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->end_headers);
  EXPECT_EQ(frame->padding, 1);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(PushPromise, on_stream_0_is_a_connection_error) {
  EXPECT_EQ(fault_of("000005 05 04 00000000 | 00000002 | 82"), Fault::push_promise_on_connection);
}

TEST(PushPromise, of_a_stream_that_no_server_opens_is_a_connection_error) {
  EXPECT_EQ(fault_of("000004 05 04 00000001 | 00000003"), Fault::promised_stream_illegal);
  EXPECT_EQ(fault_of("000004 05 04 00000001 | 80000000"), Fault::promised_stream_illegal);
}

TEST(PushPromise, too_short_is_a_connection_error) {
  EXPECT_EQ(fault_of("000003 05 04 00000001 | 000000"), Fault::push_promise_too_short);
}

TEST(PushPromise, whose_padding_leaves_no_room_is_a_connection_error) {
  EXPECT_EQ(fault_of("000005 05 0c 00000001 | 01 | 00000002"), Fault::padding_too_long);
  EXPECT_EQ(fault_of("000000 05 0c 00000001"), Fault::pad_length_missing);
}

}  // namespace
}  // namespace weft::frame
