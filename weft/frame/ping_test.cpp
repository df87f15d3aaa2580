#include <weft/frame/ping.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(Ping, carries_eight_octets) {
  const auto wire = hex("000008 06 00 00000000 | 0102030405060708");
  const auto frame = decoded<Ping>(wire);
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->ack);
  EXPECT_EQ(frame->opaque[7], 8);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Ping, may_be_an_acknowledgment) {
  const auto wire = hex("000008 06 01 00000000 | 0102030405060708");
  EXPECT_TRUE(decoded<Ping>(wire)->ack);
  EXPECT_EQ(encoded(*decoded<Ping>(wire)), wire);
}

TEST(Ping, on_a_stream_is_a_connection_error) {
  EXPECT_EQ(fault_of("000008 06 00 00000001 | 0102030405060708"), Fault::ping_on_stream);
}

TEST(Ping, of_another_length_than_8_is_a_connection_error) {
  EXPECT_EQ(fault_of("000007 06 00 00000000 | 01020304050607"), Fault::ping_length);
  EXPECT_EQ(fault_of("000009 06 01 00000000 | 010203040506070809"), Fault::ping_length);
}

}  // namespace
}  // namespace weft::frame
