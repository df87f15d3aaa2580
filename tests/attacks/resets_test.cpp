// Streams that the peer opens and then makes us, or itself, end.
#include <string>
#include <vector>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

using frame::SettingId;
using testkit::hex;

class Resets : public Attack {};

constexpr std::uint32_t largest_window = 0x7fff'ffff;

struct Trick {
  const char* name;
  void (*play)(Frames&, StreamId);
  ErrorCode code;
};

// CVE-2025-8671, MadeYouReset.
const Trick tricks[] = {
    {"WINDOW_UPDATE of 0", [](Frames& f, StreamId s) { f.raw(frame::Type::window_update, 0, s, hex("00000000")); },
     ErrorCode::protocol_error},
    {"WINDOW_UPDATE of 2^31-1, twice",
     [](Frames& f, StreamId s) { f.window_update(s, largest_window).window_update(s, largest_window); },
     ErrorCode::flow_control_error},
    {"DATA after the end", [](Frames& f, StreamId s) { f.data(s, "x"); }, ErrorCode::stream_closed},
    {"HEADERS after the end", [](Frames& f, StreamId s) { f.headers(s, request("GET"), end_stream); },
     ErrorCode::stream_closed},
    {"PRIORITY of 4 octets", [](Frames& f, StreamId s) { f.raw(frame::Type::priority, 0, s, hex("00000000")); },
     ErrorCode::frame_size_error},
    {"PRIORITY on itself", [](Frames& f, StreamId s) { f.priority(s, {s, 16, false}); }, ErrorCode::protocol_error},
};

// The file is large and the window closed, so that no stream ends by itself.
TEST_P(Resets, that_we_are_made_to_send_end_within_400_streams) {
  for (const Trick& trick : tricks) {
    SCOPED_TRACE(trick.name);
    const auto attacker = peer({{SettingId::initial_window_size, 0}});
    for (StreamId stream = 1; stream < 2'000; stream += 2) {
      attacker->frames.headers(stream, request("GET", "/large.bin"), end_stream);
      trick.play(attacker->frames, stream);
    }
    attacker->send();
    ASSERT_TRUE(attacker->wait([](const Peer& p) { return p.goaways() > 0; }));
    EXPECT_EQ(attacker->goaway(), ErrorCode::enhance_your_calm);
    EXPECT_EQ(attacker->reset_code(1), trick.code);
    EXPECT_GE(attacker->resets(), 200u);
    EXPECT_LE(attacker->resets(), 400u);
    EXPECT_TRUE(attacker->wait_closed(seconds(3)));
  }
}

// Streams that come after GOAWAY are ignored, and the flood of them is not free.
TEST_P(Resets, beyond_goaway_are_ignored_and_charged) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  attacker->frames.headers(1, request("GET", "/large.bin"), end_stream);
  // An odd peer, whose connection ends gracefully.
  for (int i = 0; i < 800; ++i) attacker->frames.raw(static_cast<frame::Type>(0xbb), 0, 0);
  attacker->send();
  ASSERT_TRUE(attacker->wait([](const Peer& p) { return p.goaways() == 2; }));
  EXPECT_EQ(attacker->goaway(), ErrorCode::no_error);

  for (StreamId stream = 3; stream < 3'000; stream += 2) {
    attacker->frames.headers(stream, request("GET"), end_stream).rst_stream(stream);
  }
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.goaway() == ErrorCode::enhance_your_calm; }));
  EXPECT_EQ(attacker->status(1), 200);
  for (StreamId stream = 3; stream < 3'000; stream += 2) EXPECT_EQ(attacker->status(stream), 0) << stream;
  EXPECT_TRUE(attacker->wait_closed(seconds(3)));
}

INSTANTIATE_TEST_SUITE_P(Over, Resets, transports(), transport_name);

}  // namespace
}  // namespace weft::attacks
