#include <weft/frame/continuation.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(Continuation, carries_a_fragment) {
  const auto wire = hex("000003 09 04 00000007 | 828684");
  const auto frame = decoded<Continuation>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 7u);
  EXPECT_TRUE(frame->end_headers);
  EXPECT_EQ(frame->block.size(), 3u);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Continuation, may_be_empty_and_not_the_last) {
  const auto wire = hex("000000 09 00 00000007");
  const auto frame = decoded<Continuation>(wire);
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->end_headers);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Continuation, knows_no_padding) {
  EXPECT_EQ(decoded<Continuation>(hex("000001 09 0c 00000007 | ff"))->block.size(), 1u);
}

TEST(Continuation, on_stream_0_is_a_connection_error) {
  EXPECT_EQ(fault_of("000000 09 04 00000000"), Fault::continuation_on_connection);
}

}  // namespace
}  // namespace weft::frame
