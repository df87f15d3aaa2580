// Floods of unknown frames.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// Frames that a server ignores: unknown types, and those of RFC 7838 and 8336, which only servers send.
std::vector<Type> strange_types() {
  std::vector<Type> out;
  for (int type = 0x0a; type <= 0xff; ++type) {
    if (type != 0x10) out.push_back(Type(type));
  }
  return out;
}

Frames strange_frames(std::size_t count, std::size_t length) {
  const auto types = strange_types();
  const Bytes payload(length, 0xaa);
  Frames out;
  for (std::size_t n = 0; n < count; ++n) out.raw(types[n % types.size()], 0, 0, payload);
  return out;
}

void is_calmed_in_time(const Victim& victim) {
  victim.is_calmed("glitches_limit");
  EXPECT_LE(victim.counters().glitches, 2500u);
  EXPECT_EQ(victim.endpoint.requests(), 0u);
}

TEST(UnknownFrameFlood, empty_frames_are_calmed) {
  for_every_cut(strange_frames(100'000, 0), Application::holds, is_calmed_in_time);
}

TEST(UnknownFrameFlood, frames_of_16_kibibytes_are_calmed) {
  const Frames sent = strange_frames(1100, 16'384);
  for (const Segmentation& cut :
       {whole(sent.octets()), at_random(sent.octets(), 1, 60'000), at_random(sent.octets(), 2)}) {
    SCOPED_TRACE(cut.name);
    Victim victim;
    victim.receives(cut);
    is_calmed_in_time(victim);
  }
}

TEST(UnknownFrameFlood, frames_of_servers_are_no_way_around) {
  Frames sent;
  for (int n = 0; n < 3000; ++n) sent.add(frame::Altsvc{0, "https://example.org", "clear"});
  for_every_cut(sent, Application::holds, is_calmed_in_time);
}

// Before it is too much, the connection ends gracefully, so that an honest peer with an odd habit loses nothing.
TEST(UnknownFrameFlood, graceful_end_comes_first) {
  for_every_cut(strange_frames(800, 0), Application::holds, [](const Victim& victim) {
    EXPECT_EQ(victim.count(Type::goaway, no_error), 1u);
    EXPECT_EQ(victim.count(Type::goaway, enhance_your_calm), 0u);
  });
}

// The frames that bring stream 1 into a state.
struct State {
  const char* name;
  void (*reach)(Victim&);
};

void open(Victim& victim) {
  victim.receives(frames().headers_block(1, get_block, flag::end_headers).octets());
}
void ask(Victim& victim) {
  victim.receives(frames().headers_block(1, get_block, whole_request).octets());
}
void respond(Victim& victim) {
  EXPECT_TRUE(victim.endpoint.connection().respond(1, http::ResponseHead(), nullptr, victim.clock.now()));
  victim.said.read(victim.endpoint.produce());
}

const State states[] = {
    {"idle", [](Victim&) {}},
    {"open", open},
    {"half-closed (local)",
     [](Victim& victim) {
       open(victim);
       respond(victim);
     }},
    {"half-closed (remote)", ask},
    {"closed by its end",
     [](Victim& victim) {
       ask(victim);
       respond(victim);
     }},
    {"closed by the peer's reset",
     [](Victim& victim) {
       open(victim);
       victim.receives(frames().rst_stream(1).octets());
     }},
    {"closed by our reset",
     [](Victim& victim) {
       open(victim);
       victim.endpoint.connection().reset(1, cancel, "not_wanted");
       victim.said.read(victim.endpoint.produce());
     }},
    {"closed because it was passed over",
     [](Victim& victim) { victim.receives(frames().headers_block(3, get_block, whole_request).octets()); }},
};

TEST(UnknownFrameFlood, each_is_ignored_in_every_state_of_a_stream) {
  for (const State& state : states) {
    for (const std::size_t length : {0u, 5u}) {
      Frames sent;
      const Bytes payload(length, 0xaa);
      for (const Type type : strange_types()) sent.raw(type, 0xff, 1, payload);
      for (const Segmentation& cut : three_cuts(sent.octets())) {
        SCOPED_TRACE(std::string(state.name) + ", " + cut.name);
        Victim victim;
        state.reach(victim);
        victim.said.take();
        const auto events = victim.endpoint.events();
        victim.receives(cut);
        EXPECT_THAT(victim.said.texts(), testing::IsEmpty());
        EXPECT_EQ(victim.endpoint.events(), events);
        EXPECT_EQ(victim.counters().glitches, strange_types().size());
      }
    }
  }
}

// RFC 9113 4.3: "Field blocks MUST be transmitted as a contiguous sequence of frames, with no interleaved frames of any
// other type or from any other stream."
TEST(UnknownFrameFlood, none_is_ignored_inside_a_field_block) {
  for (const Type type : strange_types()) {
    Frames sent;
    sent.headers_block(1, get_block, flag::end_stream).raw(type, 0, 1).continuation(1, {});
    for_every_cut(sent, Application::answers, [](const Victim& victim) {
      EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u);
      EXPECT_EQ(victim.endpoint.requests(), 0u);
    });
  }
}

}  // namespace
}  // namespace weft::limits
