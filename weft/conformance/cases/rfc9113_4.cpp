// RFC 9113 4: HTTP Frames.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// HEADERS without END_HEADERS on stream 1.
Frames& begun_block(Script& s) {
  return s.sends().headers_block(1, s.plain_get(), flag::end_stream);
}

// RFC 9113 6.1: "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat
// this as a connection error (Section 5.4.1) of type PROTOCOL_ERROR." A frame without an octet for the length is one as
// well.
Expected or_as_padding(Expected expected) {
  expected.also = {protocol_error};
  return expected;
}

}  // namespace

std::vector<Case> rfc9113_4() {
  return {
      {"4.1/unknown-type-on-the-connection",
       "a frame of an unknown type on stream 0",
       {"9113 4.1#2", "9113 5.5#2"},
       goes_on(),
       [](Script& s) { s.sends().raw(Type{0xbb}, 0xff, 0, text("whatever")); }},
      {"4.1/unknown-type-on-an-open-stream",
       "a frame of an unknown type between HEADERS and DATA",
       {"9113 4.1#2", "9113 5.5#2"},
       answers(1),
       [](Script& s) {
         s.sends().headers(1, s.post()).raw(Type{0xbb}, 0xff, 1, text("whatever")).data(1, "x", end_stream);
       }},
      {"4.1/unknown-type-on-an-idle-stream",
       "a frame of an unknown type on a stream that was never opened",
       {"9113 4.1#2", "9113 5.5#2"},
       goes_on(),
       [](Script& s) { s.sends().raw(Type{0xbb}, 0, 77, text("whatever")); }},
      {"4.1/undefined-flags-of-ping",
       "PING with every flag but ACK",
       {"9113 4.1#3"},
       says({"PING ACK 0102030405060708"}),
       [](Script& s) { s.sends().raw(Type::ping, 0xfe, 0, hex("0102030405060708")); }},
      {"4.1/undefined-flags-of-settings",
       "SETTINGS with every flag but ACK",
       {"9113 4.1#3"},
       says({"SETTINGS ACK"}),
       [](Script& s) { s.sends().raw(Type::settings, 0xfe, 0); }},
      {"4.1/undefined-flags-of-data",
       "DATA with END_STREAM and every flag that is not defined for it",
       {"9113 4.1#3"},
       answers(1),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::data, 0xf7, 1, text("hi")); }},
      {"4.1/reserved-bit-of-the-header",
       "PING with the reserved bit of the frame header set",
       {"9113 4.1#4"},
       says({"PING ACK 0102030405060708"}),
       [](Script& s) { s.sends().raw(hex("000008 06 00 80000000 0102030405060708")); }},
      {"4.1/reserved-bit-of-window-update",
       "WINDOW_UPDATE with both reserved bits set",
       {"9113 4.1#4"},
       goes_on(),
       [](Script& s) { s.sends().raw(hex("000004 08 00 80000000 80000001")); }},

      {"4.2/data-of-16384",
       "DATA of 16,384 octets",
       {"9113 4.2#1"},
       answers(1),
       [](Script& s) { s.sends().headers(1, s.post()).data(1, std::string(16'384, 'x'), end_stream); }},
      {"4.2/unknown-type-of-16384",
       "a frame of an unknown type with 16,384 octets",
       {"9113 4.2#1"},
       goes_on(),
       [](Script& s) { s.sends().raw(Type{0xbb}, 0, 0, std::vector<std::uint8_t>(16'384)); }},
      {"4.2/data-too-long",
       "DATA of 16,385 octets",
       {"9113 4.2#2"},
       any_error(1, {frame_size_error}),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::data, 0, 1, std::vector<std::uint8_t>(16'385)); },
       {.usual_frame_size = true}},
      {"4.2/header-of-data-too-long",
       "the header of DATA of 16,385 octets, and nothing of its payload",
       {"9113 4.2#2"},
       any_error(1, {frame_size_error}),
       [](Script& s) {
         s.sends().headers(1, s.post()).raw(hex("004001 00 00 00000001"));
         s.ends_within_a_frame();
       },
       {.usual_frame_size = true}},
      {"4.2/headers-too-long",
       "HEADERS of 16,385 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::headers, whole, 1, std::vector<std::uint8_t>(16'385, 0x82)); },
       {.usual_frame_size = true}},
      {"4.2/settings-too-long",
       "SETTINGS of 16,386 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::settings, 0, 0, std::vector<std::uint8_t>(16'386, 0xff)); },
       {.usual_frame_size = true}},
      {"4.2/headers-without-room-for-priority",
       "HEADERS with PRIORITY and 4 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::headers, whole | flag::priority, 1, hex("00000000")); }},
      {"4.2/headers-without-room-for-the-pad-length",
       "HEADERS with PADDED and no octet",
       {"9113 4.2#2", "9113 4.2#3"},
       or_as_padding(connection_error(frame_size_error)),
       [](Script& s) { s.sends().raw(Type::headers, whole | flag::padded, 1); }},
      {"4.2/data-without-room-for-the-pad-length",
       "DATA with PADDED and no octet",
       {"9113 4.2#2"},
       or_as_padding(any_error(1, {frame_size_error})),
       [](Script& s) { s.sends().headers(1, s.post()).raw(Type::data, flag::padded, 1); }},
      {"4.2/goaway-too-short",
       "GOAWAY of 4 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::goaway, 0, 0, hex("00000000")); }},

      {"4.3/broken-block",
       "HEADERS whose block ends within a name",
       {"9113 4.3#3", "9113 4.3#2"},
       connection_error(compression_error),
       [](Script& s) { s.sends().headers_block(1, s.plain_get("40 0a 61"), whole); }},
      {"4.3/broken-block-of-trailers",
       "trailers whose block cannot be decoded",
       {"9113 4.3#3", "9113 4.3#2"},
       connection_error(compression_error),
       [](Script& s) { s.sends().headers(1, s.post()).data(1, "x").headers_block(1, hex("ff ff"), whole); }},
      {"4.3/block-in-nine-parts",
       "a request in HEADERS and eight CONTINUATION",
       {"9113 4.3#2"},
       answers(1),
       [](Script& s) { s.sends().headers_in(9, 1, s.get().with("x-name", "value"), end_stream); }},
      {"4.3/priority-within-a-block",
       "PRIORITY between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3", "9113 8.1#1"},
       connection_error(protocol_error),
       [](Script& s) { begun_block(s).priority(1, {0, 16, false}).continuation(1, {}); }},
      {"4.3/headers-of-another-stream-within-a-block",
       "HEADERS of stream 3 within the block of stream 1",
       {"9113 4.3#1", "9113 6.2#3", "9113 8.1#1"},
       connection_error(protocol_error),
       [](Script& s) { begun_block(s).headers_block(3, s.plain_get(), whole).continuation(1, {}); }},
      {"4.3/continuation-of-another-stream-within-a-block",
       "CONTINUATION of stream 3 within the block of stream 1",
       {"9113 4.3#1", "9113 6.2#2", "9113 6.2#3"},
       connection_error(protocol_error),
       [](Script& s) { begun_block(s).continuation(3, {}); }},
      {"4.3/data-within-a-block",
       "DATA of an open stream within the block of another",
       {"9113 4.3#1", "9113 6.2#3"},
       connection_error(protocol_error),
       [](Script& s) {
         s.sends().headers(1, s.post()).headers_block(3, s.plain_get(), flag::end_stream).data(1, "x");
       }},
      {"4.3/ping-within-a-block",
       "PING between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3"},
       connection_error(protocol_error),
       [](Script& s) { begun_block(s).ping().continuation(1, {}); }},
      {"4.3/settings-within-a-block",
       "SETTINGS between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3"},
       connection_error(protocol_error),
       [](Script& s) { begun_block(s).settings().continuation(1, {}); }},
      {"4.3/window-update-within-a-block",
       "WINDOW_UPDATE between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3"},
       connection_error(protocol_error),
       [](Script& s) { begun_block(s).window_update(0, 1).continuation(1, {}); }},
      {"4.3/rst-stream-within-a-block",
       "RST_STREAM between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3"},
       connection_error(protocol_error),
       [](Script& s) { begun_block(s).rst_stream(1).continuation(1, {}); }},

      {"4.3.1/size-update-at-the-beginning",
       "a block that begins with a dynamic table size update",
       {"9113 4.3#2"},
       answers(1),
       [](Script& s) {
         auto block = hex("20");
         const auto rest = s.plain_get();
         block.insert(block.end(), rest.begin(), rest.end());
         s.sends().headers_block(1, block, whole);
       }},
      {"4.3.1/reduction-of-the-table-is-confirmed",
       "SETTINGS_HEADER_TABLE_SIZE of 0 between two requests",
       {"9113 4.3.1#1", "7541 4.2#2"},
       answers(3),
       [](Script& s) {
         s.sends().headers(1, s.get(), end_stream);
         s.awaits_end_of(1);
         s.sends().settings({{header_table_size, 0}}).headers(3, s.get(), end_stream);
       }},
      {"4.3.1/smallest-size-is-told",
       "SETTINGS_HEADER_TABLE_SIZE of 0 and of 4,096 between two requests",
       {"9113 4.3.1#1", "7541 4.2#2", "7541 4.2#3"},
       answers(3),
       [](Script& s) {
         s.sends().headers(1, s.get(), end_stream);
         s.awaits_end_of(1);
         s.sends().settings({{header_table_size, 0}}).settings({{header_table_size, 4'096}});
         s.sends().headers(3, s.get(), end_stream);
       }},
  };
}

}  // namespace weft::conformance::cases
