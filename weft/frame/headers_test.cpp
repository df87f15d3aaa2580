#include <weft/frame/headers.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(Headers, carries_a_block) {
  const auto wire = hex("000003 01 05 00000001 | 828684");
  const auto frame = decoded<Headers>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 1u);
  EXPECT_TRUE(frame->end_stream);
  EXPECT_TRUE(frame->end_headers);
  EXPECT_FALSE(frame->priority);
  EXPECT_EQ(frame->block.size(), 3u);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Headers, carries_priority_and_padding) {
  const auto wire = hex("00000b 01 28 00000003 | 02 | 80000001 ff | 828684 | 0000");
  const auto frame = decoded<Headers>(wire);
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->end_stream);
  EXPECT_FALSE(frame->end_headers);
  EXPECT_EQ(frame->priority, (Dependency{1, 256, true}));
  EXPECT_EQ(frame->padding, 2);
  EXPECT_EQ(frame->block.size(), 3u);
  EXPECT_EQ(encoded(*frame), wire);
}

// The block must be decompressed all the same.
TEST(Headers, that_depend_on_themselves_are_delivered) {
  const auto wire = hex("000006 01 24 00000003 | 00000003 0f | 82");
  const auto frame = decoded<Headers>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->priority.value().stream, frame->stream);
  EXPECT_EQ(frame->block.size(), 1u);
}

TEST(Headers, without_priority_depend_on_nothing) {
  EXPECT_FALSE(decoded<Headers>(hex("000001 01 04 00000003 | 82"))->priority);
}

TEST(Headers, on_stream_0_is_a_connection_error) {
  EXPECT_EQ(fault_of("000001 01 04 00000000 | 82"), Fault::headers_on_connection);
}

TEST(Headers, too_short_for_its_priority_is_a_connection_error) {
  EXPECT_EQ(fault_of("000004 01 24 00000003 | 00000001"), Fault::headers_too_short);
  EXPECT_EQ(fault_of("000001 01 2c 00000003 | 00"), Fault::headers_too_short);
}

TEST(Headers, whose_padding_leaves_no_room_for_its_priority_is_a_connection_error) {
  EXPECT_EQ(fault_of("000006 01 2c 00000003 | 01 | 00000001 0f"), Fault::padding_too_long);
}

TEST(Headers, whose_padding_is_all_of_the_payload_is_a_connection_error) {
  EXPECT_EQ(fault_of("000002 01 0c 00000003 | 02 82"), Fault::padding_too_long);
  EXPECT_EQ(fault_of("000000 01 0c 00000003"), Fault::pad_length_missing);
}

}  // namespace
}  // namespace weft::frame
