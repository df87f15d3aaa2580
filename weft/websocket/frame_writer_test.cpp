#include <weft/websocket/frame_writer.hpp>

#include <string>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace frame_writer_test {

using namespace std::string_literals;

std::string written(const FrameHeader& header, std::string_view text) {
  Buffer out;
  append_frame(out, header, as_octets(text));
  return std::string(as_text(out.readable()));
}

// RFC 6455 5.7.
TEST(Frame, is_that_of_the_examples) {
  EXPECT_EQ(written({}, "Hello"), "\x81\x05Hello");
  EXPECT_EQ(written({.mask = MaskKey{0x37, 0xfa, 0x21, 0x3d}}, "Hello"),
            "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
  EXPECT_EQ(written({.fin = false}, "Hel"), "\x01\x03Hel"s);
  EXPECT_EQ(written({.opcode = Opcode::continuation}, "lo"), "\x80\x02lo"s);
  EXPECT_EQ(written({.opcode = Opcode::ping}, "Hello"), "\x89\x05Hello");
  EXPECT_EQ(written({.opcode = Opcode::binary}, std::string(256, 'x')), "\x82\x7e\x01\x00"s + std::string(256, 'x'));
  EXPECT_EQ(written({.opcode = Opcode::binary}, std::string(65536, 'x')),
            "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + std::string(65536, 'x'));
}

}  // namespace frame_writer_test
}  // namespace weft::websocket
