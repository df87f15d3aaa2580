// Padding instead of octets.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// DATA with some octets and some padding, in which the Pad Length octet counts.
Frames& padded(Frames& frames, std::size_t octets, std::uint8_t padding) {
  Bytes payload(octets + padding, 0);
  payload[0] = static_cast<std::uint8_t>(padding - 1);
  return frames.raw(Type::data, flag::padded, 1, payload);
}

TEST(PaddingFlood, padding_is_given_back_at_once) {
  // Four times the window of the stream.
  for (std::size_t cut = 0; cut < 3; ++cut) {
    Victim victim;
    victim.receives(frames().headers_block(1, get_block, flag::end_headers).octets());
    for (int n = 0; n < 1024; ++n) {
      Frames sent;
      victim.receives(three_cuts(padded(sent, 1, 255).octets())[cut]);
    }
    victim.is_untroubled();
    EXPECT_THAT(victim.endpoint.events(), testing::Contains("data 1 1024"));
  }
}

// Without a reader the credit for padding goes back, and not that for unread octets.
TEST(PaddingFlood, padding_comes_back_without_a_reader) {
  h2::Options options;
  options.stream_window = options.connection_window = 65'535;
  Victim victim(Application::does_not_read, options);
  victim.receives(frames().headers_block(1, get_block, flag::end_headers).octets());
  Frames sent;
  for (int n = 0; n < 128; ++n) padded(sent, 128, 255);
  victim.receives(sent.octets());
  victim.is_untroubled();
  EXPECT_EQ(victim.endpoint.connection().unread(), 128u * 128);
  // The owed credit is not half of a window so far.
  EXPECT_EQ(victim.count("WINDOW_UPDATE"), 0u);
  Frames last;
  victim.receives(padded(last, 128, 255).octets());
  EXPECT_EQ(victim.count("WINDOW_UPDATE stream=1"), 1u);
  EXPECT_EQ(victim.count("WINDOW_UPDATE stream=0"), 1u);
}

// RFC 9113 6.1: "The entire DATA frame payload is included in flow control, including the Pad Length and Padding fields
// if present."
TEST(PaddingFlood, padding_is_counted_in_both_windows) {
  const auto receives_padding = [](const h2::Options& options, std::uint8_t padding) {
    Victim victim(Application::does_not_read, options);
    Frames sent;
    sent.headers_block(1, get_block, flag::end_headers);
    padded(sent, 1, padding);
    victim.receives(sent.octets());
    return victim.said.texts();
  };
  h2::Options small_stream;
  small_stream.stream_window = 100;
  EXPECT_THAT(receives_padding(small_stream, 99), testing::Each(testing::HasSubstr("WINDOW_UPDATE stream=1")));
  EXPECT_THAT(receives_padding(small_stream, 100), testing::Contains("RST_STREAM stream=1 FLOW_CONTROL_ERROR"));
}

TEST(PaddingFlood, padding_fills_the_window_of_the_connection) {
  h2::Options options;
  options.connection_window = 65'535;
  for (const std::uint8_t padding : {std::uint8_t{34}, std::uint8_t{35}}) {
    Victim victim(Application::does_not_read, options);
    Frames sent;
    sent.headers_block(1, get_block, flag::end_headers);
    for (int n = 0; n < 4; ++n) sent.data(1, std::string(16'375, 'x'));
    padded(sent, 1, padding);
    victim.receives(sent.octets());
    EXPECT_EQ(victim.count(Type::goaway, flow_control_error), padding == 35 ? 1u : 0u);
  }
}

// RFC 9113 6.1: "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat
// this as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST(PaddingFlood, padding_as_long_as_its_frame_is_a_protocol_error) {
  for (const char* wrong :
       {"000001 00 08 00000001 01", "000003 00 09 00000001 03 0000", "000002 00 08 00000001 ff 00"}) {
    Frames sent;
    sent.headers_block(1, get_block, flag::end_headers).raw(hex(wrong));
    for_every_cut(sent, Application::holds,
                  [](const Victim& victim) { EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u); });
  }
}

}  // namespace
}  // namespace weft::limits
