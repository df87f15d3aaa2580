#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

std::string line_of(std::string_view digits) {
  const auto wire = testkit::hex(digits);
  return describe(*decode(Header::load(wire.data()), Octets(wire).subspan(header_size)));
}

TEST(Describe, data) {
  EXPECT_EQ(line_of("000005 00 09 00000001 | 01 616263 00"), "DATA stream=1 END_STREAM data=3 padding=1");
  EXPECT_EQ(line_of("000000 00 00 00000001"), "DATA stream=1 data=0");
}

TEST(Describe, headers) {
  EXPECT_EQ(line_of("000001 01 05 00000001 82"), "HEADERS stream=1 END_STREAM|END_HEADERS block=1");
  EXPECT_EQ(line_of("000006 01 20 00000003 80000001 ff 82"),
            "HEADERS stream=3 depends_on=1 exclusive weight=256 block=1");
}

TEST(Describe, priority) {
  EXPECT_EQ(line_of("000005 02 00 00000003 00000001 0f"), "PRIORITY stream=3 depends_on=1 weight=16");
}

TEST(Describe, rst_stream) {
  EXPECT_EQ(line_of("000004 03 00 00000001 00000008"), "RST_STREAM stream=1 CANCEL");
  EXPECT_EQ(line_of("000004 03 00 00000001 000000ff"), "RST_STREAM stream=1 0x000000ff");
}

TEST(Describe, settings) {
  EXPECT_EQ(line_of("000000 04 01 00000000"), "SETTINGS ACK");
  EXPECT_EQ(line_of("00000c 04 00 00000000 0003 00000064 00aa 00000001"),
            "SETTINGS MAX_CONCURRENT_STREAMS=100 0x00aa=1");
}

TEST(Describe, push_promise) {
  EXPECT_EQ(line_of("000005 05 04 00000001 00000002 82"), "PUSH_PROMISE stream=1 promised=2 END_HEADERS block=1");
}

TEST(Describe, ping) {
  EXPECT_EQ(line_of("000008 06 01 00000000 0102030405060708"), "PING ACK 0102030405060708");
}

TEST(Describe, goaway) {
  EXPECT_EQ(line_of("000008 07 00 00000000 00000005 00000000"), "GOAWAY last_stream=5 NO_ERROR");
}

TEST(Describe, shows_foreign_octets_escaped) {
  EXPECT_EQ(line_of("00000d 07 00 00000000 00000005 00000001 61221b0aff"),
            R"(GOAWAY last_stream=5 PROTOCOL_ERROR debug="a\"\x1b\x0a\xff")");
}

TEST(Describe, window_update) {
  EXPECT_EQ(line_of("000004 08 00 00000000 00000001"), "WINDOW_UPDATE stream=0 increment=1");
}

TEST(Describe, continuation) {
  EXPECT_EQ(line_of("000001 09 04 00000001 82"), "CONTINUATION stream=1 END_HEADERS block=1");
}

TEST(Describe, priority_update) {
  EXPECT_EQ(line_of("000007 10 00 00000000 00000001 753d31"), "PRIORITY_UPDATE prioritized=1 \"u=1\"");
}

TEST(Describe, altsvc_and_origin) {
  EXPECT_EQ(line_of("000004 0a 00 00000000 0001 61 62"), "ALTSVC stream=0 origin=\"a\" \"b\"");
  EXPECT_EQ(line_of("000006 0c 00 00000000 0001 61 0001 62"), "ORIGIN \"a\" \"b\"");
}

TEST(Describe, unknown) {
  EXPECT_EQ(line_of("000001 0b 05 00000009 61"), "UNKNOWN type=0x0b flags=0x05 stream=9 payload=1");
}

}  // namespace
}  // namespace weft::frame
