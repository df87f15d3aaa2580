#include <weft/frame/data.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::decoded;
using testkit::encoded;
using testkit::fault_of;
using testkit::hex;

TEST(Data, carries_octets) {
  const auto wire = hex("000005 00 01 00000001 | 68656c6c6f");
  const auto frame = decoded<Data>(wire);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->stream, 1u);
  EXPECT_TRUE(frame->end_stream);
  EXPECT_EQ(as_text(frame->octets), "hello");
  EXPECT_EQ(frame->padding, std::nullopt);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Data, may_be_padded) {
  const auto wire = hex("000008 00 08 00000001 | 02 68656c6c6f 0000");
  const auto frame = decoded<Data>(wire);
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->end_stream);
  EXPECT_EQ(as_text(frame->octets), "hello");
  EXPECT_EQ(frame->padding, 2);
  EXPECT_EQ(encoded(*frame), wire);
}

TEST(Data, may_be_padded_by_nothing) {
  const auto wire = hex("000001 00 08 00000001 | 00");
  EXPECT_EQ(encoded(*decoded<Data>(wire)), wire);
}

TEST(Data, on_stream_0_is_a_connection_error) {
  EXPECT_EQ(fault_of("000000 00 00 00000000"), Fault::data_on_connection);
}

TEST(Data, of_nothing_but_padding_longer_than_itself_is_a_connection_error) {
  EXPECT_EQ(fault_of("000002 00 08 00000001 | 02 00"), Fault::padding_too_long);
  EXPECT_EQ(fault_of("000000 00 08 00000001"), Fault::pad_length_missing);
}

TEST(Data, header_is_written_in_place) {
  testkit::Bytes at(header_size);
  store_data_header(at.data(), 3, 0x012345, flag::end_stream);
  EXPECT_EQ(at, hex("012345 00 01 00000003"));
}

}  // namespace
}  // namespace weft::frame
