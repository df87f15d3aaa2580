// MadeYouReset (CVE-2025-8671): the peer makes us reset its streams.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

using Trick = void (*)(Frames&, StreamId);

struct Case {
  const char* name;
  Trick trick;
  ErrorCode code;
};

const Case cases[] = {
    {"WINDOW_UPDATE of 0", [](Frames& f, StreamId s) { f.raw(Type::window_update, 0, s, hex("00000000")); },
     protocol_error},
    {"window overflow", [](Frames& f, StreamId s) { f.window_update(s, 0x7fffffff).window_update(s, 0x7fffffff); },
     flow_control_error},
    {"DATA after the end", [](Frames& f, StreamId s) { f.data(s, "x"); }, stream_closed},
    {"HEADERS after the end", [](Frames& f, StreamId s) { f.headers_block(s, get_block, whole_request); },
     stream_closed},
    {"PRIORITY of 4 octets", [](Frames& f, StreamId s) { f.raw(Type::priority, 0, s, hex("00000000")); },
     frame_size_error},
    {"PRIORITY on itself", [](Frames& f, StreamId s) { f.priority(s, {s, 16, false}); }, protocol_error},
};

TEST(MadeYouReset, resets_that_we_are_made_to_send_are_charged) {
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    Frames sent;
    for (std::size_t n = 0; n < 1000; ++n) {
      sent.headers_block(nth_stream(n), get_block, whole_request);
      one.trick(sent, nth_stream(n));
    }
    for_every_cut(sent, Application::holds, [&one](const Victim& victim) {
      EXPECT_TRUE(victim.endpoint.closed());
      EXPECT_EQ(victim.count(Type::goaway, enhance_your_calm), 1u);
      EXPECT_GE(victim.count(Type::rst_stream, one.code), 200u);
      EXPECT_EQ(victim.count(Type::rst_stream, one.code) + 1, victim.said.lines().size());
      EXPECT_LE(victim.counters().streams_opened + victim.counters().streams_refused, 400u);
      EXPECT_LE(victim.most_live, 100u);
    });
    for_every_cut(sent, Application::never_ends, [](const Victim& victim) {
      EXPECT_LE(victim.endpoint.requests(), 100u);
      EXPECT_LE(victim.most_live, 100u);
      EXPECT_EQ(victim.count(Type::goaway, enhance_your_calm), 1u);
    });
  }
}

}  // namespace
}  // namespace weft::limits
