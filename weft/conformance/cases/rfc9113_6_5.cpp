// RFC 9113 6.5 to 6.8: SETTINGS, PUSH_PROMISE, PING, GOAWAY.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

std::vector<Case> rfc9113_6_5() {
  return {
      {"6.5/acknowledgment-with-a-payload",
       "SETTINGS with ACK and a setting",
       {"9113 6.5#3", "9113 6.5#4"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::settings, flag::ack, 0, hex("0003 00000064")); }},
      {"6.5/on-a-stream",
       "SETTINGS on stream 1",
       {"9113 6.5#5", "9113 6.5#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::settings, 0, 1, hex("0003 00000064")); }},
      {"6.5/half-a-setting",
       "SETTINGS of 3 octets",
       {"9113 6.5#8"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::settings, 0, 0, hex("000300")); }},
      {"6.5/setting-and-an-octet",
       "SETTINGS of 7 octets",
       {"9113 6.5#8"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::settings, 0, 0, hex("0003 00000064 00")); }},
      {"6.5/between-frames-of-a-stream",
       "SETTINGS between HEADERS and DATA",
       {"9113 6.5#1", "9113 6.5.3#4"},
       {.outcome = Expected::Outcome::goes_on, .stream = 1, .answered = true, .says = {"SETTINGS ACK"}},
       [](Script& s) { s.sends().headers(1, s.post()).settings().data(1, "x", end_stream); }},

      {"6.5.2/enable-push-of-2",
       "SETTINGS_ENABLE_PUSH of 2",
       {"9113 6.5.2#3", "9113 6.5#2"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().settings({{enable_push, 2}}); }},
      {"6.5.2/window-of-2-to-the-31",
       "SETTINGS_INITIAL_WINDOW_SIZE of 2^31",
       {"9113 6.5.2#7", "9113 6.5#2"},
       connection_error(flow_control_error),
       [](Script& s) { s.sends().settings({{initial_window_size, 0x80000000}}); }},
      {"6.5.2/largest-window",
       "SETTINGS_INITIAL_WINDOW_SIZE of 2^31-1",
       {"9113 6.5#2"},
       {.outcome = Expected::Outcome::goes_on, .says = {"SETTINGS ACK"}, .has_largest_window = true},
       [](Script& s) { s.sends().settings({{initial_window_size, largest_window}}); }},
      {"6.5.2/frame-size-of-16383",
       "SETTINGS_MAX_FRAME_SIZE of 16,383",
       {"9113 6.5.2#8", "9113 6.5.2#9", "9113 6.5#2"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().settings({{max_frame_size, 16'383}}); }},
      {"6.5.2/frame-size-of-2-to-the-24",
       "SETTINGS_MAX_FRAME_SIZE of 16,777,216",
       {"9113 6.5.2#8", "9113 6.5.2#9", "9113 6.5#2"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().settings({{max_frame_size, 16'777'216}}); }},
      {"6.5.2/largest-frame-size",
       "SETTINGS_MAX_FRAME_SIZE of 16,777,215",
       {"9113 6.5#2"},
       says({"SETTINGS ACK"}),
       [](Script& s) { s.sends().settings({{max_frame_size, 16'777'215}}); }},
      {"6.5.2/any-value-of-the-others",
       "the other settings with 0 and with 2^32-1",
       {"9113 6.5#2"},
       says({"SETTINGS ACK"}),
       [](Script& s) {
         // HEADER_TABLE_SIZE of 0 has a case of its own, because the next block has to tell it.
         s.sends().settings({{max_concurrent_streams, 0}, {max_header_list_size, 0}});
         constexpr std::uint32_t most = 0xffffffff;
         s.sends().settings({{max_concurrent_streams, most}, {header_table_size, most}, {max_header_list_size, most}});
       }},
      {"6.5.2/enable-push-of-0-and-no-push",
       "SETTINGS_ENABLE_PUSH of 0 and a request",
       {"9113 6.5.2#1", "9113 6.6#7"},
       never_says({"PUSH_PROMISE"}),
       [](Script& s) {
         s.sends().settings({{enable_push, 0}}).headers(1, s.get(), end_stream);
         s.awaits_end_of(1);
       }},
      {"6.5.2/server-does-not-enable-push",
       "preface and SETTINGS",
       {"9113 6.5.2#4", "9113 6.5.2#5"},
       never_says({" ENABLE_PUSH=1"}),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().preface().settings();
       }},

      {"6.5.3/last-value-wins",
       "SETTINGS with a window of 100, and of 1 behind it",
       {"9113 6.5.3#2"},
       sends_data(1, 1),
       [](Script& s) {
         s.sends().settings({{initial_window_size, 100}, {initial_window_size, 1}}).headers(1, s.get(), end_stream);
       },
       {.body = 2}},
      {"6.5.3/in-force-before-the-next-frame",
       "SETTINGS with a window of 3, and a request",
       {"9113 6.5.3#1", "9113 6.5.3#4"},
       sends_data(1, 3),
       [](Script& s) { s.sends().settings({{initial_window_size, 3}}).headers(1, s.get(), end_stream); },
       {.body = 4}},

      {"6.6/push-promise-of-a-client",
       "PUSH_PROMISE, which no client may send",
       {"9113 8.4#6", "9113 8.4.1#4"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).push_promise(1, 2, s.get()); }},

      {"6.7/is-answered-with-the-same-octets",
       "two PING",
       {"9113 6.7#2", "9113 6.7#3", "9113 6.7#1"},
       says({"PING ACK 0123456789abcdef", "PING ACK 0000000000000001"}),
       [](Script& s) { s.sends().ping(0x0123'4567'89ab'cdef).ping(1); }},
      {"6.7/acknowledgment-is-not-answered",
       "PING with ACK",
       {"9113 6.7#4"},
       {.outcome = Expected::Outcome::goes_on, .may_end = true, .never = {"PING ACK 0000000000000007"}},
       [](Script& s) { s.sends().ping_ack(7); }},
      {"6.7/on-a-stream",
       "PING on stream 1",
       {"9113 6.7#5"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::ping, 0, 1, hex("0000000000000000")); }},
      {"6.7/too-short",
       "PING of 6 octets",
       {"9113 6.7#6"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::ping, 0, 0, hex("000000000000")); }},
      {"6.7/too-long",
       "PING of 9 octets",
       {"9113 6.7#6"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::ping, 0, 0, hex("000000000000000000")); }},

      {"6.8/on-a-stream",
       "GOAWAY on stream 1",
       {"9113 6.8#2"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::goaway, 0, 1, hex("00000000 00000000")); }},
  };
}

}  // namespace weft::conformance::cases
