// RFC 9113 5, for clients: Streams and Multiplexing.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// A whole response: the stream has ended on both sides, if the request has.
Frames& responded(Script& s) {
  s.begins_response().data(s.stream(), "ok\n", end_stream);
  s.ends_response();
  return s.sends();
}

// The response has ended by RST_STREAM, and the request has failed.
Expected behind_a_reset(Expected expected) {
  expected.after_response = true;
  expected.may_fail = true;
  return expected;
}

}  // namespace

std::vector<Case> client_5() {
  return {
      {"5.1/data-on-an-idle-stream",
       "DATA on a stream that the client has not opened",
       {"9113 5.1#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().data(s.stream() + 2, "x", end_stream); }},
      {"5.1/headers-on-an-idle-stream",
       "a response on a stream that the client has not opened",
       {"9113 5.1.1#1", "9113 5.1.1#3"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(s.stream() + 2, plain_response(s.peer()), whole); }},
      {"5.1/rst-stream-on-an-idle-stream",
       "RST_STREAM on a stream that the client has not opened",
       {"9113 5.1#1", "9113 6.4#5", "9113 6.4#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().rst_stream(s.stream() + 2); }},
      {"5.1/window-update-on-an-idle-stream",
       "WINDOW_UPDATE on a stream that the client has not opened",
       {"9113 5.1#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().window_update(s.stream() + 2, 100); }},
      {"5.1/continuation-on-an-idle-stream",
       "CONTINUATION on a stream that the client has not opened",
       {"9113 5.1#1", "9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().continuation(s.stream() + 2, hex("88")); }},
      {"5.1/data-on-a-stream-of-the-server",
       "DATA on stream 2, which was never promised",
       {"9113 5.1#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().data(2, "x"); }},
      {"5.1/headers-on-a-stream-of-the-server",
       "HEADERS on stream 2, which was never promised",
       {"9113 5.1#2", "9113 5.1.1#3"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(2, plain_response(s.peer()), whole); }},
      {"5.1/priority-on-an-idle-stream",
       "PRIORITY on a stream that the client has not opened",
       {},
       takes(),
       [](Script& s) { s.sends().priority(s.stream() + 2, {0, 16, false}); }},

      {"5.1/data-behind-the-response",
       "DATA behind END_STREAM",
       {"9113 6.1#4"},
       behind_the_response(or_nothing(any_request_error({stream_closed}))),
       [](Script& s) { responded(s).data(s.stream(), "x"); }},
      {"5.1/headers-behind-the-response",
       "HEADERS behind END_STREAM",
       {"9113 5.1.1#2"},
       behind_the_response(or_nothing(any_request_error({stream_closed, protocol_error}))),
       [](Script& s) { responded(s).headers_block(s.stream(), plain_response(s.peer()), whole); }},
      {"5.1/continuation-behind-the-response",
       "CONTINUATION behind END_STREAM",
       {"9113 6.10#5", "9113 6.10#6"},
       behind_the_response(connection_error(protocol_error)),
       [](Script& s) { responded(s).continuation(s.stream(), hex("88")); }},
      {"5.1/frames-that-an-ended-stream-takes",
       "WINDOW_UPDATE, PRIORITY and RST_STREAM behind END_STREAM",
       {"9113 6.9#3"},
       takes(),
       [](Script& s) {
         responded(s).window_update(s.stream(), 1).priority(s.stream(), {0, 16, false}).rst_stream(s.stream());
       }},
      {"5.1/data-behind-rst-stream",
       "RST_STREAM within a response, and DATA behind it",
       {"9113 6.1#4"},
       behind_a_reset(or_nothing(any_request_error({stream_closed}))),
       [](Script& s) {
         s.begins_response().rst_stream(s.stream(), internal_error).data(s.stream(), "x");
         s.ends_response();
       }},

      {"5.4.1/connection-is-closed",
       "PING of 7 octets, and then the end of the connection is waited for",
       {"9113 5.4#1", "9113 5.4.1#1"},
       {.outcome = Expected::Outcome::connection_error, .codes = {frame_size_error}, .must_close = true},
       [](Script& s) { s.sends().raw(Type::ping, 0, 0, hex("00000000000000")); }},
      {"5.4.2/rst-stream-is-not-answered",
       "RST_STREAM instead of a response",
       {"9113 5.4.2#2", "9113 6.4#1"},
       gives_up_without("RST_STREAM"),
       [](Script& s) {
         s.sends().rst_stream(s.stream(), internal_error);
         s.ends_response();
       }},
      {"5.4.2/refused-stream",
       "RST_STREAM with REFUSED_STREAM instead of a response",
       {"9113 5.4.2#2", "9113 6.4#1"},
       gives_up_without("RST_STREAM"),
       [](Script& s) {
         s.sends().rst_stream(s.stream(), refused_stream);
         s.ends_response();
       }},

      {"5.5/unknown-settings",
       "SETTINGS with identifiers that nobody has defined",
       {"9113 5.5#1", "9113 6.5.2#10", "9113 6.5.3#3"},
       takes_and_says({"SETTINGS ACK"}),
       [](Script& s) { s.sends().settings({{frame::SettingId{0xff}, 1}, {frame::SettingId{0xfff0}, 0xffffffff}}); }},
      {"5.5/extension-frames",
       "ALTSVC that clears alternatives, and ORIGIN with no entry",
       {"9113 5.5#2"},
       takes(),
       [](Script& s) {
         s.sends().add(frame::Altsvc{0, s.peer().scheme + "://" + s.peer().authority, "clear"});
         s.sends().raw(Type::origin, 0, 0);
       }},
  };
}

}  // namespace weft::conformance::cases
