// A11: floods of frames that nobody knows.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(A11, unknown_frames_are_calmed) {
  for (const std::size_t length : {0u, 16'384u}) {
    const Bytes payload(length, 0xaa);
    Frames sent;
    int frames_sent = 0;
    for (int type = 0x0b; frames_sent < 2500; type = type == 0xff ? 0x11 : type + 1) {
      if (type == 0x0c || type == 0x10) continue;
      sent.raw(Type(type), 0, 0, payload);
      ++frames_sent;
    }
    const Segmentation cut = at_random(sent.octets(), 1, 60'000);
    Victim victim;
    victim.receives(cut);
    victim.is_calmed("glitches_limit");
    EXPECT_LE(victim.counters().glitches, 2500u);
  }
}

TEST(A11, frames_of_servers_are_no_way_around) {
  Frames sent;
  for (int n = 0; n < 3000; ++n) sent.add(frame::Altsvc{0, "https://example.org", "clear"});
  Victim victim;
  victim.receives(whole(sent.octets()));
  victim.is_calmed("glitches_limit");
}

// Before it is too much, the connection ends gracefully, so that an honest peer with an odd habit loses nothing.
TEST(A11, graceful_end_comes_first) {
  Frames sent;
  for (int n = 0; n < 800; ++n) sent.raw(Type{0xbb}, 0, 0);
  Victim victim;
  victim.receives(sent.octets());
  EXPECT_EQ(victim.count(Type::goaway, no_error), 1u);
  EXPECT_EQ(victim.count(Type::goaway, enhance_your_calm), 0u);
}

}  // namespace
}  // namespace weft::limits
