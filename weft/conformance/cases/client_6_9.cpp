// RFC 9113 6.9 to 7, for clients: WINDOW_UPDATE, CONTINUATION, error codes; and RFC 9218.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

constexpr std::uint32_t usual_window = 65'535;

// A request whose content has used the windows up that a client has without a word of the server.
Frames& with_closed_windows(Script& s) {
  s.awaits_data(s.stream(), usual_window);
  return s.sends();
}

// HEADERS and a CONTINUATION of the response, and the block goes on.
Frames& begun_response_in_two(Script& s) {
  return s.sends().headers_block(s.stream(), plain_response(s.peer()), 0).continuation(s.stream(), {}, 0);
}

constexpr Needs content{.body = usual_window + 11};

}  // namespace

std::vector<Case> client_6_9() {
  return {
      {"6.9/increment-of-0-on-the-request",
       "WINDOW_UPDATE with an increment of 0 on the stream of the request",
       {"9113 6.9#2"},
       request_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::window_update, 0, s.stream(), hex("00000000")); }},
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

      {"6.9.1/upload-stops-at-the-window",
       "no WINDOW_UPDATE for the content of a request",
       {"9113 6.9.1#1", "9113 5.2.1#1"},
       uploads(usual_window),
       [](Script& s) { with_closed_windows(s); },
       content},
      {"6.9.1/window-of-the-connection",
       "WINDOW_UPDATE for the stream alone",
       {"9113 6.9.1#1", "9113 5.2.1#1"},
       uploads(usual_window),
       [](Script& s) { with_closed_windows(s).window_update(s.stream(), 10); },
       content},
      {"6.9.1/window-of-the-stream",
       "WINDOW_UPDATE for the connection alone",
       {"9113 6.9.1#1", "9113 5.2.1#1"},
       uploads(usual_window),
       [](Script& s) { with_closed_windows(s).window_update(0, 10); },
       content},
      {"6.9.1/upload-goes-on",
       "WINDOW_UPDATE of 10 for the stream and the connection",
       {"9113 6.9.1#1"},
       uploads(usual_window + 10),
       [](Script& s) {
         with_closed_windows(s).window_update(0, 10).window_update(s.stream(), 10);
         s.awaits_data(s.stream(), usual_window + 10);
       },
       content},
      {"6.9.1/overflow-of-the-request",
       "WINDOW_UPDATE that makes the window of the stream larger than 2^31-1",
       {"9113 6.9.1#2", "9113 6.9.1#3"},
       or_nothing(request_error(flow_control_error)),
       [](Script& s) {
         s.sends().window_update(s.stream(), largest_window).window_update(s.stream(), largest_window);
       }},
      {"6.9.1/overflow-of-the-connection",
       "WINDOW_UPDATE that makes the window of the connection larger than 2^31-1",
       {"9113 6.9.1#2", "9113 6.9.1#3"},
       connection_error(flow_control_error),
       [](Script& s) { s.sends().window_update(0, largest_window).window_update(0, largest_window); }},
      {"6.9.2/negative-window",
       "a window that is used up, a size of 0, and WINDOW_UPDATE of 10",
       {"9113 6.9.2#1", "9113 6.9.2#2"},
       uploads(usual_window),
       [](Script& s) {
         with_closed_windows(s).settings({{initial_window_size, 0}});
         s.sends().window_update(s.stream(), 10).window_update(0, 10);
       },
       content},
      {"6.9.2/change-opens-the-window",
       "a window that is used up, and a size that is larger by 10",
       {"9113 6.9.2#1"},
       uploads(usual_window + 10),
       [](Script& s) {
         with_closed_windows(s).settings({{initial_window_size, usual_window + 10}}).window_update(0, 10);
         s.awaits_data(s.stream(), usual_window + 10);
       },
       content},
      {"6.9.2/change-that-overflows",
       "SETTINGS_INITIAL_WINDOW_SIZE by which the stream of the request has more than 2^31-1",
       {"9113 6.9.2#3"},
       or_nothing(connection_error(flow_control_error)),
       [](Script& s) {
         s.sends().window_update(s.stream(), usual_window).settings({{initial_window_size, largest_window}});
       }},

      {"6.10/of-another-stream",
       "CONTINUATION of another stream where that of the request must come",
       {"9113 6.10#2"},
       connection_error(protocol_error),
       [](Script& s) { begun_response_in_two(s).continuation(s.stream() + 2, {}); }},
      {"6.10/data-instead-of-another",
       "DATA where CONTINUATION must come",
       {"9113 6.10#1", "9113 6.10#2"},
       connection_error(protocol_error),
       [](Script& s) { begun_response_in_two(s).data(s.stream(), "x"); }},
      {"6.10/on-stream-0",
       "CONTINUATION on stream 0",
       {"9113 6.10#3", "9113 6.10#4"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().continuation(0, hex("88")); }},
      {"6.10/after-end-headers",
       "CONTINUATION behind HEADERS with END_HEADERS",
       {"9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { s.begins_response().continuation(s.stream(), hex("88")); }},
      {"6.10/after-data",
       "CONTINUATION behind DATA",
       {"9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { s.begins_response().data(s.stream(), "x").continuation(s.stream(), hex("88")); }},

      {"7/unknown-code-of-rst-stream",
       "RST_STREAM with a code that nobody has defined",
       {"9113 7#1"},
       gives_up(),
       [](Script& s) {
         s.sends().rst_stream(s.stream(), frame::ErrorCode{0xff});
         s.ends_response();
       }},
      {"7/unknown-code-of-goaway",
       "GOAWAY with a code that nobody has defined",
       {"9113 7#1"},
       gives_up(),
       [](Script& s) { s.sends().goaway(s.stream(), frame::ErrorCode{0xff}); }},

      {"9218-2.1/no-rfc7540-priorities-of-2",
       "SETTINGS_NO_RFC7540_PRIORITIES of 2",
       {"9218 2.1#1", "9218 2.1#2"},
       or_nothing(connection_error(protocol_error)),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().settings({{no_rfc7540_priorities, 2}}).settings_ack();
       }},
      {"9218-7.1/priority-update-from-a-server",
       "PRIORITY_UPDATE, which is for servers",
       {"9218 7.1#9"},
       or_nothing(connection_error(protocol_error)),
       [](Script& s) { s.sends().priority_update(s.stream(), "u=1"); }},
  };
}

}  // namespace weft::conformance::cases
