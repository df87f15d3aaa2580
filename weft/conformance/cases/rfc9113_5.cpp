// RFC 9113 5: Streams and Multiplexing.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// A request on stream 1 that has ended, and whose answer cannot: the window is closed.
Frames& half_closed(Script& s) {
  return s.sends().settings({{initial_window_size, 0}}).headers(1, s.get(), end_stream);
}

// Stream 1 has ended on both sides.
Frames& completed(Script& s) {
  s.sends().headers(1, s.get(), end_stream);
  s.awaits_end_of(1);
  return s.sends();
}

// RFC 9113 5.1: "An endpoint MAY treat receipt of any other type of frame on a closed stream as a connection error
// (Section 5.4.1) of type STREAM_CLOSED".
Expected or_closed(Expected expected) {
  expected.also = {stream_closed};
  return expected;
}

constexpr Needs an_answer{.body = 1};

}  // namespace

std::vector<Case> rfc9113_5() {
  return {
      {"5.1/data-on-an-idle-stream",
       "DATA on a stream that was never opened",
       {"9113 5.1#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().data(5, "x", end_stream); }},
      {"5.1/rst-stream-on-an-idle-stream",
       "RST_STREAM on a stream that was never opened",
       {"9113 5.1#1", "9113 6.4#5", "9113 6.4#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().rst_stream(5); }},
      {"5.1/window-update-on-an-idle-stream",
       "WINDOW_UPDATE on a stream that was never opened",
       {"9113 5.1#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().window_update(5, 100); }},
      {"5.1/continuation-on-an-idle-stream",
       "CONTINUATION on a stream that was never opened",
       {"9113 5.1#1", "9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().continuation(5, s.plain_get()); }},
      {"5.1/window-update-on-an-idle-stream-of-the-server",
       "WINDOW_UPDATE on stream 2, which was never promised",
       {"9113 5.1#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().window_update(2, 100); }},
      {"5.1/priority-on-an-idle-stream",
       "PRIORITY on a stream that was never opened",
       {"9113 5.1#1"},
       goes_on(),
       [](Script& s) { s.sends().priority(7, {0, 16, false}); }},

      {"5.1/data-on-a-half-closed-stream",
       "DATA behind END_STREAM, while the answer is under way",
       {"9113 5.1#7", "9113 6.1#4"},
       stream_error(1, stream_closed),
       [](Script& s) { half_closed(s).data(1, "x"); },
       an_answer},
      {"5.1/headers-on-a-half-closed-stream",
       "HEADERS behind END_STREAM, while the answer is under way",
       {"9113 5.1#7"},
       stream_error(1, stream_closed),
       [](Script& s) { half_closed(s).headers(1, testkit::trailers(), end_stream); },
       an_answer},
      {"5.1/continuation-on-a-half-closed-stream",
       "CONTINUATION behind a request that has ended",
       {"9113 6.10#5", "9113 6.10#6"},
       connection_error(protocol_error),
       [](Script& s) { half_closed(s).continuation(1, hex("82")); },
       an_answer},
      {"5.1/frames-that-a-half-closed-stream-takes",
       "WINDOW_UPDATE, PRIORITY and RST_STREAM behind END_STREAM",
       {"9113 6.9#3"},
       goes_on(),
       [](Script& s) { half_closed(s).window_update(1, 1).priority(1, {0, 16, false}).rst_stream(1); },
       an_answer},

      {"5.1/data-after-rst-stream",
       "DATA on a stream that was reset by RST_STREAM before",
       {"9113 6.1#4"},
       or_nothing(any_error(1, {stream_closed})),
       [](Script& s) { s.sends().headers(1, s.post()).rst_stream(1).data(1, "x"); }},
      {"5.1/headers-after-rst-stream",
       "HEADERS on a stream that was reset by RST_STREAM before",
       {"9113 5.1.1#2", "9113 5.1.1#3"},
       or_nothing(any_error(1, {stream_closed, protocol_error})),
       [](Script& s) { s.sends().headers(1, s.post()).rst_stream(1).headers(1, testkit::trailers(), end_stream); }},
      {"5.1/continuation-after-rst-stream",
       "CONTINUATION on a stream that was reset by RST_STREAM before",
       {"9113 6.10#5", "9113 6.10#6"},
       or_closed(connection_error(protocol_error)),
       [](Script& s) { s.sends().headers(1, s.post()).rst_stream(1).continuation(1, hex("82")); }},
      {"5.1/data-on-a-completed-stream",
       "DATA on a stream that both sides have ended",
       {"9113 6.1#4"},
       or_nothing(any_error(1, {stream_closed})),
       [](Script& s) { completed(s).data(1, "x"); }},
      {"5.1/headers-on-a-completed-stream",
       "HEADERS on a stream that both sides have ended",
       {"9113 5.1.1#2", "9113 5.1.1#3"},
       or_nothing(any_error(1, {stream_closed, protocol_error})),
       [](Script& s) { completed(s).headers(1, s.get(), end_stream); }},
      {"5.1/continuation-on-a-completed-stream",
       "CONTINUATION on a stream that both sides have ended",
       {"9113 6.10#5", "9113 6.10#6"},
       or_closed(connection_error(protocol_error)),
       [](Script& s) { completed(s).continuation(1, hex("82")); }},
      {"5.1/frames-that-a-completed-stream-takes",
       "WINDOW_UPDATE, RST_STREAM and PRIORITY on an ended stream",
       {"9113 6.9#3"},
       goes_on(),
       [](Script& s) { completed(s).window_update(1, 100).rst_stream(1).priority(1, {0, 16, false}); }},
      {"5.1/priority-on-a-skipped-stream",
       "PRIORITY on stream 3 after stream 5 was opened",
       {"9113 5.1#1"},
       goes_on(),
       [](Script& s) { s.sends().headers(5, s.get(), end_stream).priority(3, {0, 16, false}); }},

      {"5.1.1/even-stream",
       "a request on stream 2",
       {"9113 5.1.1#1", "9113 5.1.1#3", "9113 5.1#2"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(2, s.get(), end_stream); }},
      {"5.1.1/lower-stream",
       "a request on stream 3 after one on stream 5",
       {"9113 5.1.1#2", "9113 5.1.1#3"},
       // RFC 9113 5.1 of discarding frames: "An endpoint can perform this minimal processing for all streams that are
       // in the "closed" state", and those that were skipped are.
       or_nothing(any_error(3, {protocol_error, stream_closed})),
       [](Script& s) { s.sends().headers(5, s.get(), end_stream).headers(3, s.get(), end_stream); }},
      {"5.1.1/skipped-streams",
       "requests on streams 1 and 1001",
       {"9113 5.1.1#2"},
       answers(1001),
       [](Script& s) { s.sends().headers(1, s.get(), end_stream).headers(1001, s.get(), end_stream); }},

      {"5.1.2/stream-beyond-the-limit",
       "one more stream than SETTINGS_MAX_CONCURRENT_STREAMS allows",
       {"9113 5.1.2#2", "9113 5.1.2#1"},
       {.outcome = Expected::Outcome::stream_error,
        .codes = {refused_stream, protocol_error},
        .of_last_stream = true,
        .is_full = true},
       [](Script& s) {
         // Answers cannot end, so that no stream makes room.
         s.sends().settings({{initial_window_size, 0}});
         for (std::uint32_t i = 0; i <= s.peer().max_concurrent_streams; ++i) {
           s.sends().headers(2 * i + 1, s.get(), end_stream);
         }
       },
       {.body = 1, .stream_limit = true}},
      {"5.1.2/completed-streams-make-room",
       "as many requests as the limit of streams, and another after their answers",
       {"9113 5.1.2#2"},
       answers(3),
       [](Script& s) { completed(s).headers(3, s.get(), end_stream); }},

      {"5.2.1/window-of-a-stream",
       "SETTINGS_INITIAL_WINDOW_SIZE of 1 and a request",
       {"9113 5.2.1#1", "9113 6.9.1#1"},
       sends_data(1, 1),
       [](Script& s) { s.sends().settings({{initial_window_size, 1}}).headers(1, s.get(), end_stream); },
       {.body = 2}},

      {"5.3/headers-that-depend-on-themselves",
       "HEADERS whose stream depends on itself",
       {},
       or_nothing(stream_error(1, protocol_error)),
       [](Script& s) { s.sends().headers(1, s.get(), end_stream, {1, 16, false}); }},
      {"5.3/priority-on-itself",
       "PRIORITY by which a stream depends on itself",
       {},
       or_nothing(stream_error(1, protocol_error)),
       [](Script& s) { half_closed(s).priority(1, {1, 16, false}); },
       an_answer},
      {"5.3/priority-in-every-state",
       "PRIORITY on streams that are open, idle and the server's",
       {"9113 5.1#1"},
       goes_on(),
       [](Script& s) {
         s.sends().headers(1, s.get(), end_stream, {0, 256, true}).headers(3, s.post(), http::End::no, {1, 1, false});
         s.sends().priority(1, {3, 1, false}).priority(3, {1, 1, true}).priority(9, {3, 200, true});
         s.sends().priority(2, {9, 16, false});
       }},

      {"5.4.1/connection-is-closed",
       "PING of 7 octets, and then the end of the connection is waited for",
       {"9113 5.4#1", "9113 5.4.1#1"},
       {.outcome = Expected::Outcome::connection_error, .codes = {frame_size_error}, .must_close = true},
       [](Script& s) { s.sends().raw(Type::ping, 0, 0, hex("00000000000000")); }},
      {"5.4.1/goaway-names-the-last-stream",
       "PING of 7 octets behind a request on stream 5",
       {"9113 5.4#1", "9113 8.7#2"},
       {.outcome = Expected::Outcome::connection_error, .codes = {frame_size_error}, .last_stream = 5},
       [](Script& s) {
         s.sends().headers(5, s.get(), end_stream);
         s.awaits_end_of(5);
         s.sends().raw(Type::ping, 0, 0, hex("00000000000000"));
       }},
      {"5.4.2/rst-stream-is-not-answered",
       "RST_STREAM twice on an open stream",
       {"9113 5.4.2#2"},
       goes_on(),
       [](Script& s) { s.sends().headers(1, s.post()).rst_stream(1).rst_stream(1); }},
      {"5.4.2/frames-that-cross-a-reset",
       "DATA and trailers right behind the frame for which the stream is reset",
       {"9113 5.4.2#1", "9113 5.1#9", "9113 6.4#2"},
       {.outcome = Expected::Outcome::goes_on, .stream = 1, .may_reset = true},
       [](Script& s) {
         s.sends().headers(1, s.post()).raw(Type::window_update, 0, 1, hex("00000000"));
         s.sends().data(1, "x").window_update(1, 1).headers(1, testkit::trailers(), end_stream).rst_stream(1);
       }},
      {"5.4.2/block-of-a-reset-stream-is-decompressed",
       "a field that a malformed request brought into the table",
       {"9113 10.5.1#1", "9113 5.1#9", "9113 4.3#2"},
       {.outcome = Expected::Outcome::goes_on, .stream = 3, .may_reset = true, .answered = true},
       [](Script& s) {
         // A literal with incremental indexing, and a reference to the entry that it made.
         s.sends().headers_block(1, s.plain_get("40 07 782d6669727374 04 6b657074 00 05 5570706572 01 61"), whole);
         s.sends().headers_block(3, s.plain_get("be"), whole);
       },
       {.table = true}},

      {"5.5/unknown-settings",
       "SETTINGS with identifiers that nobody has defined",
       {"9113 5.5#1", "9113 6.5.2#10", "9113 6.5.3#3"},
       says({"SETTINGS ACK"}),
       [](Script& s) { s.sends().settings({{frame::SettingId{0xff}, 1}, {frame::SettingId{0xfff0}, 0xffffffff}}); }},
      {"5.5/unknown-frame-within-a-block",
       "a frame of an unknown type between HEADERS and CONTINUATION",
       {"9113 5.5#3"},
       connection_error(protocol_error),
       [](Script& s) {
         s.sends().headers_block(1, s.plain_get(), flag::end_stream).raw(Type{0xbb}, 0, 1).continuation(1, {});
       }},
      {"5.5/frames-for-clients",
       "ALTSVC and ORIGIN, which are for clients",
       {"9113 5.5#2"},
       goes_on(),
       [](Script& s) {
         s.sends().add(frame::Altsvc{0, "https://example.org", "h2=\":443\""});
         s.sends().raw(Type::origin, 0, 0, hex("0001 61"));
       }},
  };
}

}  // namespace weft::conformance::cases
