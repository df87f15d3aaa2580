#include <weft/frame/goaway.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(Goaway, carries_last_stream_code_and_debug_data) {
  const auto wire = hex("00000b 07 00 00000000 | 00000005 | 0000000b | 627965");
  const auto frame = decoded<Goaway>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->last_stream, 5u);
  EXPECT_EQ(frame->code, ErrorCode::enhance_your_calm);
  EXPECT_EQ(as_text(frame->debug), "bye");
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Goaway, ignores_the_reserved_bit) {
  EXPECT_EQ(decoded<Goaway>(hex("000008 07 00 00000000 | ffffffff | 00000000"))->last_stream, max_stream_id);
}

TEST(Goaway, on_a_stream_is_a_connection_error) {
  EXPECT_EQ(fault_of("000008 07 00 00000001 | 00000005 | 00000000"), Fault::goaway_on_stream);
}

TEST(Goaway, too_short_is_a_connection_error) {
  EXPECT_EQ(fault_of("000007 07 00 00000000 | 00000005 | 000000"), Fault::goaway_too_short);
}

}  // namespace
}  // namespace weft::frame
