#include <weft/frame/header.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/octets.hpp>

namespace weft::frame {
namespace {

using testkit::hex;

TEST(Header, is_read_and_written) {
  const auto wire = hex("012345 01 25 7fffffff");
  const Header header = Header::load(wire.data());
  EXPECT_EQ(header.length, 0x012345u);
  EXPECT_EQ(header.type, Type::headers);
  EXPECT_TRUE(header.has(flag::priority));
  EXPECT_FALSE(header.has(flag::padded));
  EXPECT_EQ(header.stream, max_stream_id);
  Buffer out;
  append_header(header, out);
  EXPECT_EQ(testkit::bytes(out.readable()), wire);
}

TEST(Header, ignores_the_reserved_bit) {
  EXPECT_EQ(Header::load(hex("000000 00 00 80000001").data()).stream, 1u);
}

TEST(StreamId, belongs_to_one_side) {
  EXPECT_TRUE(is_client_initiated(1));
  EXPECT_FALSE(is_client_initiated(2));
  EXPECT_TRUE(is_server_initiated(2));
  EXPECT_FALSE(is_server_initiated(0));
  EXPECT_FALSE(is_client_initiated(0));
}

}  // namespace
}  // namespace weft::frame
