// RFC 9113 6.1 to 6.4: DATA, HEADERS, PRIORITY, RST_STREAM.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

std::vector<Case> rfc9113_6_1() {
  return {
      {"6.1/on-stream-0",
       "DATA on stream 0",
       {"9113 6.1#2", "9113 6.1#3"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::data, 0, 0, text("x")); }},
      {"6.1/padding-as-long-as-the-payload",
       "DATA of 6 octets, padded with 6",
       {"9113 6.1#5"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::data, flag::padded, 1, hex("06 68656c6c6f")); }},
      {"6.1/padding-longer-than-the-payload",
       "DATA of 6 octets, padded with 255",
       {"9113 6.1#5"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::data, flag::padded, 1, hex("ff 68656c6c6f")); }},
      {"6.1/padding-is-removed",
       "a declared length of 5, and padded DATA with 5 octets of content",
       {"9113 8.1.1#2"},
       answers(1),
       [](Script& s) {
         s.sends().headers(1, s.post().with("content-length", "5"));
         s.sends().raw(Type::data, flag::padded | flag::end_stream, 1, hex("02 68656c6c6f 0000"));
       }},
      {"6.1/padding",
       "DATA with 4 octets of content and 5 of padding",
       {},
       answers(1),
       [](Script& s) {
         s.sends().headers(1, s.post());
         s.sends().raw(Type::data, flag::padded | flag::end_stream, 1, hex("05 74657374 0000000000"));
       }},
      {"6.1/nothing-but-padding",
       "DATA with END_STREAM and a pad length of 0 alone",
       {},
       answers(1),
       [](Script& s) {
         s.sends().headers(1, s.post()).raw(Type::data, flag::padded | flag::end_stream, 1, hex("00"));
       }},

      {"6.2/on-stream-0",
       "HEADERS on stream 0",
       {"9113 6.2#4", "9113 6.2#5"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(0, s.plain_get(), whole); }},
      {"6.2/padding-as-long-as-the-payload",
       "HEADERS of 4 octets, padded with 4",
       {"9113 6.2#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(1, hex("04 82 87 84"), whole | flag::padded); }},
      {"6.2/padding-longer-than-the-payload",
       "HEADERS of 4 octets, padded with 255",
       {"9113 6.2#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(1, hex("ff 82 87 84"), whole | flag::padded); }},
      {"6.2/padding-and-priority",
       "a request with padding and priority",
       {},
       answers(1),
       [](Script& s) {
         auto payload = hex("02 80000000 ff");
         const auto block = s.plain_get("00 00");
         payload.insert(payload.end(), block.begin(), block.end());
         s.sends().headers_block(1, payload, whole | flag::padded | flag::priority);
       }},
      {"6.2/end-stream-before-the-block-ends",
       "HEADERS with END_STREAM, and CONTINUATION",
       {"9113 6.2#2"},
       answers(1),
       [](Script& s) {
         s.sends().headers_block(1, s.plain_get(), flag::end_stream).continuation(1, hex("00 01 61 01 62"));
       }},

      {"6.3/on-stream-0",
       "PRIORITY on stream 0",
       {"9113 6.3#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::priority, 0, 0, hex("00000001 0f")); }},
      {"6.3/too-short",
       "PRIORITY of 4 octets",
       {"9113 6.3#2"},
       open_stream_error(1, frame_size_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::priority, 0, 1, hex("00000000")); }},
      {"6.3/too-long",
       "PRIORITY of 6 octets",
       {"9113 6.3#2"},
       open_stream_error(1, frame_size_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::priority, 0, 1, hex("00000000 0f 00")); }},
      {"6.3/does-not-open-a-stream",
       "a request on stream 3 behind PRIORITY of stream 5",
       {},
       answers(3),
       [](Script& s) { s.sends().priority(5, {0, 16, false}).headers(3, s.get(), end_stream); }},

      {"6.4/on-stream-0",
       "RST_STREAM on stream 0",
       {"9113 6.4#3", "9113 6.4#4"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::rst_stream, 0, 0, hex("00000008")); }},
      {"6.4/too-short",
       "RST_STREAM of 3 octets",
       {"9113 6.4#7"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::rst_stream, 0, 1, hex("000008")); }},
      {"6.4/too-long",
       "RST_STREAM of 5 octets",
       {"9113 6.4#7"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::rst_stream, 0, 1, hex("0000000800")); }},
      {"6.4/nothing-is-sent-after-it",
       "RST_STREAM on a stream whose answer waits, and then more window",
       {"9113 6.4#1", "9113 5.1#8"},
       sends_data(1, 0),
       [](Script& s) {
         s.sends().settings({{initial_window_size, 0}}).headers(1, s.get(), end_stream);
         s.awaits_pong();
         s.sends().rst_stream(1).settings({{initial_window_size, 65'535}}).window_update(0, 100);
       },
       {.body = 1}},
  };
}

}  // namespace weft::conformance::cases
