// RFC 9113 6.9 to 7: WINDOW_UPDATE, CONTINUATION, error codes.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// A request on stream 1 whose answer begins when the window opens.
Frames& with_closed_window(Script& s) {
  s.sends().settings({{initial_window_size, 0}}).headers(1, s.get(), end_stream);
  s.awaits_pong();
  return s.sends();
}

// A block that has begun, and goes on in another frame.
Frames& begun_and_continued(Script& s) {
  return s.sends().headers_block(1, s.plain_get(), flag::end_stream).continuation(1, {}, 0);
}

}  // namespace

std::vector<Case> rfc9113_6_9() {
  return {
      {"6.9/increment-of-0-on-a-stream",
       "WINDOW_UPDATE with an increment of 0 on an open stream",
       {"9113 6.9#2"},
       open_stream_error(1, protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::window_update, 0, 1, hex("00000000")); }},
      {"6.9/increment-of-0-on-the-connection",
       "WINDOW_UPDATE with an increment of 0 on stream 0",
       {"9113 6.9#2"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::window_update, 0, 0, hex("00000000")); }},
      {"6.9/too-short",
       "WINDOW_UPDATE of 3 octets",
       {"9113 6.9#5"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::window_update, 0, 0, hex("000001")); }},
      {"6.9/too-long",
       "WINDOW_UPDATE of 5 octets",
       {"9113 6.9#5"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::window_update, 0, 0, hex("0000000100")); }},
      {"6.9/headers-are-not-held-back",
       "a request while the window of the stream is closed",
       {"9113 6.9#1"},
       {.outcome = Expected::Outcome::goes_on, .says = {"HEADERS stream=1"}},
       [](Script& s) { with_closed_window(s); },
       {.body = 1}},

      {"6.9.1/window-update-opens-the-window",
       "WINDOW_UPDATE of 3 and of 2 on a closed window",
       {"9113 6.9.1#1"},
       sends_data(1, 5),
       [](Script& s) { with_closed_window(s).window_update(1, 3).window_update(1, 2); },
       {.body = 6}},
      {"6.9.1/window-of-the-connection",
       "a request for more than 65,535 octets, with a large window of the stream",
       {"9113 6.9.1#1", "9113 5.2.1#1"},
       {.outcome = Expected::Outcome::goes_on, .stream = 1, .data = 65'535, .is_full = true},
       [](Script& s) { s.sends().settings({{initial_window_size, 1'000'000}}).headers(1, s.get(), end_stream); },
       {.body = 65'536}},
      {"6.9.1/overflow-of-a-stream",
       "WINDOW_UPDATE that makes the window of a stream larger than 2^31-1",
       {"9113 6.9.1#2", "9113 6.9.1#3"},
       open_stream_error(1, flow_control_error),
       [](Script& s) {
         s.sends().headers(1, s.post()).window_update(1, largest_window).window_update(1, largest_window);
       }},
      {"6.9.1/overflow-of-the-connection",
       "WINDOW_UPDATE that makes the window of the connection larger than 2^31-1",
       {"9113 6.9.1#2", "9113 6.9.1#3"},
       connection_error(flow_control_error),
       [](Script& s) { s.sends().window_update(0, largest_window).window_update(0, largest_window); }},
      {"6.9.1/largest-window-of-the-connection",
       "WINDOW_UPDATE up to 2^31-1",
       {"9113 6.9.1#3"},
       {.outcome = Expected::Outcome::goes_on, .has_largest_window = true},
       [](Script& s) { s.sends().window_update(0, 0x7fff'0000); }},

      {"6.9.2/change-opens-the-window",
       "SETTINGS_INITIAL_WINDOW_SIZE of 0, a request, and then a size of 1",
       {"9113 6.9.2#1"},
       sends_data(1, 1),
       [](Script& s) { with_closed_window(s).settings({{initial_window_size, 1}}); },
       {.body = 2}},
      {"6.9.2/negative-window",
       "a window of 3 that is used up, a size of 2 and WINDOW_UPDATE of 1",
       {"9113 6.9.2#1", "9113 6.9.2#2"},
       sends_data(1, 3),
       [](Script& s) {
         s.sends().settings({{initial_window_size, 3}}).headers(1, s.get(), end_stream);
         s.awaits_data(1, 3);
         s.sends().settings({{initial_window_size, 2}}).window_update(1, 1);
       },
       {.body = 5}},
      {"6.9.2/window-positive-again",
       "a window of 3 that is used up, a size of 2 and WINDOW_UPDATE of 2",
       {"9113 6.9.2#1", "9113 6.9.2#2"},
       sends_data(1, 4),
       [](Script& s) {
         s.sends().settings({{initial_window_size, 3}}).headers(1, s.get(), end_stream);
         s.awaits_data(1, 3);
         s.sends().settings({{initial_window_size, 2}}).window_update(1, 2);
       },
       {.body = 5}},
      {"6.9.2/change-that-overflows",
       "SETTINGS_INITIAL_WINDOW_SIZE by which an open stream has more than 2^31-1",
       {"9113 6.9.2#3"},
       {.outcome = Expected::Outcome::connection_error, .stream = 1, .codes = {flow_control_error}, .while_open = true},
       [](Script& s) {
         s.sends().headers(1, s.post()).window_update(1, 1).settings({{initial_window_size, largest_window}});
       }},

      {"6.10/several",
       "a request in HEADERS and three CONTINUATION, one of them empty",
       {"9113 6.10#1"},
       answers(1),
       [](Script& s) { begun_and_continued(s).continuation(1, hex("00 01 61"), 0).continuation(1, hex("01 62")); }},
      {"6.10/data-instead-of-another",
       "DATA where CONTINUATION must come",
       {"9113 6.10#1", "9113 6.10#2"},
       connection_error(protocol_error),
       [](Script& s) { begun_and_continued(s).data(1, "x"); }},
      {"6.10/headers-instead-of-another",
       "HEADERS where CONTINUATION must come",
       {"9113 6.10#1", "9113 6.10#2"},
       connection_error(protocol_error),
       [](Script& s) { begun_and_continued(s).headers_block(1, s.plain_get(), whole); }},
      {"6.10/headers-of-another-stream",
       "HEADERS of stream 3 where CONTINUATION of stream 1 must come",
       {"9113 6.10#1", "9113 6.10#2"},
       connection_error(protocol_error),
       [](Script& s) { begun_and_continued(s).headers_block(3, s.plain_get(), whole); }},
      {"6.10/ping-instead-of-another",
       "PING where CONTINUATION must come",
       {"9113 6.10#1", "9113 6.10#2"},
       connection_error(protocol_error),
       [](Script& s) { begun_and_continued(s).ping(); }},
      {"6.10/of-another-stream",
       "CONTINUATION of stream 3 where that of stream 1 must come",
       {"9113 6.10#2"},
       connection_error(protocol_error),
       [](Script& s) { begun_and_continued(s).continuation(3, {}); }},
      {"6.10/on-stream-0",
       "CONTINUATION on stream 0",
       {"9113 6.10#3", "9113 6.10#4"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().continuation(0, hex("82")); }},
      {"6.10/on-stream-0-within-a-block",
       "CONTINUATION on stream 0 within the block of stream 1",
       {"9113 6.10#3", "9113 6.10#4"},
       connection_error(protocol_error),
       [](Script& s) { begun_and_continued(s).continuation(0, {}); }},
      {"6.10/after-end-headers",
       "CONTINUATION behind HEADERS with END_HEADERS",
       {"9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).continuation(1, hex("82")); }},
      {"6.10/after-the-end-of-the-block",
       "CONTINUATION behind CONTINUATION with END_HEADERS",
       {"9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_in(2, 1, s.post()).continuation(1, hex("82")); }},
      {"6.10/after-data",
       "CONTINUATION behind DATA",
       {"9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).data(1, "x").continuation(1, hex("82")); }},

      {"7/unknown-code-of-goaway",
       "GOAWAY with a code that nobody has defined, and PING",
       {"9113 7#1"},
       {.outcome = Expected::Outcome::goes_on, .may_leave = true, .is_full = true},
       [](Script& s) { s.sends().goaway(0, frame::ErrorCode{0xff}); }},
      {"7/unknown-code-of-rst-stream",
       "RST_STREAM with a code that nobody has defined",
       {"9113 7#1"},
       goes_on(),
       [](Script& s) { s.sends().headers(1, s.post()).rst_stream(1, frame::ErrorCode{0xff}); }},
  };
}

}  // namespace weft::conformance::cases
