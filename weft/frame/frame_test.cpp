#include <weft/frame/frame.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::hex;

Frame frame_of(const testkit::Bytes& wire) {
  return *decode(Header::load(wire.data()), Octets(wire).subspan(header_size));
}

TEST(Frame, of_every_type_is_decoded_as_itself_and_encoded_as_it_was) {
  const char* wires[] = {
      "000001 00 01 00000001 61",
      "000001 01 05 00000001 82",
      "000005 02 00 00000003 00000001 0f",
      "000004 03 00 00000001 00000008",
      "000006 04 00 00000000 0003 00000064",
      "000005 05 04 00000001 00000002 82",
      "000008 06 00 00000000 0102030405060708",
      "000008 07 00 00000000 00000001 00000000",
      "000004 08 00 00000000 00000001",
      "000001 09 04 00000001 82",
      "000005 10 00 00000000 00000001 75",
      "000003 0a 00 00000001 0000 61",
      "000003 0c 00 00000000 0001 61",
      "000001 0b 00 00000000 61",
  };
  std::size_t index = 0;
  for (const char* digits : wires) {
    const auto wire = hex(digits);
    const Frame frame = frame_of(wire);
    EXPECT_EQ(frame.index(), index++) << digits;
    Buffer out;
    encode(frame, out);
    EXPECT_EQ(testkit::bytes(out.readable()), wire);
  }
}

TEST(Frame, that_is_a_broken_extension_is_unknown) {
  EXPECT_TRUE(std::holds_alternative<Unknown>(frame_of(hex("000000 0a 00 00000000"))));
  EXPECT_TRUE(std::holds_alternative<Unknown>(frame_of(hex("000000 0c 00 00000001"))));
}

TEST(Frame, ignores_flags_that_mean_nothing) {
  EXPECT_TRUE(std::holds_alternative<Ping>(frame_of(hex("000008 06 fe 00000000 0102030405060708"))));
  EXPECT_TRUE(std::holds_alternative<RstStream>(frame_of(hex("000004 03 ff 00000001 00000008"))));
  EXPECT_TRUE(std::holds_alternative<WindowUpdate>(frame_of(hex("000004 08 ff 00000001 00000008"))));
}

}  // namespace
}  // namespace weft::frame
