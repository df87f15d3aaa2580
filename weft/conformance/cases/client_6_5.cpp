// RFC 9113 6.5 to 6.8, for clients: SETTINGS, PUSH_PROMISE, PING, GOAWAY.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// The request that a promise has: a GET of the same resource.
FieldList promised(const Script& s) {
  return s.get();
}

constexpr Needs pushes{.push = true};

}  // namespace

std::vector<Case> client_6_5() {
  return {
      {"6.5/on-a-stream",
       "SETTINGS on the stream of the request",
       {"9113 6.5#5", "9113 6.5#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::settings, 0, s.stream()); }},
      {"6.5/acknowledgment-with-payload",
       "SETTINGS with ACK and 6 octets",
       {"9113 6.5#3", "9113 6.5#4"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::settings, flag::ack, 0, hex("0001 00001000")); }},
      {"6.5/not-a-multiple-of-6",
       "SETTINGS of 5 octets",
       {"9113 6.5#7", "9113 6.5#8"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::settings, 0, 0, hex("0001000010")); }},
      {"6.5/every-setting",
       "SETTINGS with every setting of RFC 9113, twice",
       {"9113 6.5#2", "9113 6.5.3#2"},
       takes_and_says({"SETTINGS ACK"}),
       [](Script& s) {
         s.sends().settings({{header_table_size, 0},
                             {enable_push, 0},
                             {max_concurrent_streams, 10},
                             {initial_window_size, 65'536},
                             {max_frame_size, 65'536},
                             {max_header_list_size, 65'536},
                             {header_table_size, 4'096},
                             {initial_window_size, 65'535},
                             {max_frame_size, 16'384}});
       }},
      {"6.5.2/enable-push-of-1",
       "SETTINGS_ENABLE_PUSH of 1, which no server sends",
       {"9113 6.5.2#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().settings({{enable_push, 1}}); }},
      {"6.5.2/enable-push-of-2",
       "SETTINGS_ENABLE_PUSH of 2",
       {"9113 6.5.2#3", "9113 6.5.2#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().settings({{enable_push, 2}}); }},
      {"6.5.2/initial-window-of-2-31",
       "SETTINGS_INITIAL_WINDOW_SIZE of 2^31",
       {"9113 6.5.2#7"},
       connection_error(flow_control_error),
       [](Script& s) { s.sends().settings({{initial_window_size, 0x8000'0000}}); }},
      {"6.5.2/frame-size-of-16383",
       "SETTINGS_MAX_FRAME_SIZE of 16,383",
       {"9113 6.5.2#8", "9113 6.5.2#9"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().settings({{max_frame_size, 16'383}}); }},
      {"6.5.2/frame-size-of-2-24",
       "SETTINGS_MAX_FRAME_SIZE of 2^24",
       {"9113 6.5.2#8", "9113 6.5.2#9"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().settings({{max_frame_size, 0x0100'0000}}); }},
      {"6.5.2/no-streams",
       "SETTINGS_MAX_CONCURRENT_STREAMS of 0 while the request is under way",
       {"9113 6.5#2"},
       takes(),
       [](Script& s) { s.sends().settings({{max_concurrent_streams, 0}}); }},

      {"6.6/push-that-is-not-enabled",
       "PUSH_PROMISE to a client that has SETTINGS_ENABLE_PUSH of 0, which is acknowledged",
       {"9113 6.5.2#2", "9113 6.6#8"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().push_promise(s.stream(), 2, promised(s)); },
       {.no_push = true}},
      {"6.6/on-stream-0",
       "PUSH_PROMISE on stream 0",
       {"9113 6.6#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().push_promise(0, 2, promised(s)); }},
      {"6.6/on-an-idle-stream",
       "PUSH_PROMISE on a stream that the client has not opened",
       {"9113 6.6#10"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().push_promise(s.stream() + 2, 2, promised(s)); }},
      {"6.6/of-an-odd-stream",
       "PUSH_PROMISE that promises a stream of the client",
       {"9113 6.6#12"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().push_promise(s.stream(), s.stream() + 2, promised(s)); }},
      {"6.6/of-a-stream-twice",
       "PUSH_PROMISE twice that promises stream 2",
       {"9113 6.6#12"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().push_promise(s.stream(), 2, promised(s)).push_promise(s.stream(), 2, promised(s)); },
       pushes},
      {"6.6/padding-as-long-as-the-payload",
       "PUSH_PROMISE of 6 octets, padded with 6",
       {"9113 6.6#13"},
       connection_error(protocol_error),
       [](Script& s) {
         s.sends().raw(Type::push_promise, flag::end_headers | flag::padded, s.stream(), hex("06 00000002 82"));
       }},
      {"6.6/ping-within-a-block",
       "PING between PUSH_PROMISE and CONTINUATION",
       {"9113 6.6#4"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::push_promise, 0, s.stream(), hex("00000002 82")).ping(); }},
      {"6.6/sound-promise",
       "PUSH_PROMISE of a GET, and its response",
       {},
       takes(),
       [](Script& s) {
         s.sends().push_promise(s.stream(), 2, promised(s));
         s.awaits_pong();
         s.begins_response();
       },
       pushes},

      {"6.7/is-answered",
       "PING",
       {"9113 6.7#2", "9113 6.7#3"},
       takes_and_says({"PING ACK 0123456789abcdef"}),
       [](Script& s) { s.sends().ping(0x0123'4567'89ab'cdef); }},
      {"6.7/acknowledgment-is-not-answered",
       "PING with ACK",
       {"9113 6.7#4"},
       {.outcome = Expected::Outcome::goes_on,
        .may_end = true,
        .answered = true,
        .of_request = true,
        .never = {"PING ACK 0123456789abcdef"}},
       [](Script& s) { s.sends().ping_ack(0x0123'4567'89ab'cdef); }},
      {"6.7/on-a-stream",
       "PING on the stream of the request",
       {"9113 6.7#5"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::ping, 0, s.stream(), hex("0102030405060708")); }},
      {"6.7/too-short",
       "PING of 6 octets",
       {"9113 6.7#1", "9113 6.7#6"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::ping, 0, 0, hex("010203040506")); }},
      {"6.7/too-long",
       "PING of 9 octets",
       {"9113 6.7#1", "9113 6.7#6"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::ping, 0, 0, hex("010203040506070809")); }},

      {"6.8/on-a-stream",
       "GOAWAY on the stream of the request",
       {"9113 6.8#2"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::goaway, 0, s.stream(), hex("00000001 00000000")); }},
      {"6.8/too-short",
       "GOAWAY of 4 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::goaway, 0, 0, hex("00000000")); }},
      {"6.8/request-within-goaway",
       "GOAWAY with the stream of the request, and then its response",
       {"9113 6.8#1"},
       takes(),
       [](Script& s) { s.sends().goaway(s.stream(), no_error, "until the next time"); }},
      {"6.8/graceful-end",
       "GOAWAY with 2^31-1, GOAWAY with the stream of the request, and then its response",
       {"9113 6.8#3"},
       takes(),
       [](Script& s) {
         s.sends().goaway(0x7fff'ffff);
         s.awaits_pong();
         s.sends().goaway(s.stream());
       }},
      {"6.8/request-beyond-goaway",
       "GOAWAY with stream 0, and no response",
       {"9113 6.8#1"},
       gives_up_without("HEADERS"),
       [](Script& s) {
         s.sends().goaway(0);
         s.ends_response();
       }},
  };
}

}  // namespace weft::conformance::cases
