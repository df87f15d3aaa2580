// RFC 9113 3 and 4, for clients: Starting HTTP/2, and HTTP Frames.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// HEADERS of the response without END_HEADERS.
Frames& begun_response(Script& s) {
  return s.sends().headers_block(s.stream(), plain_response(s.peer()), 0);
}

// RFC 9113 3.4: "A GOAWAY frame (Section 6.8) MAY be omitted in this case, since an invalid preface indicates that the
// peer is not using HTTP/2."
Expected no_settings_first(std::initializer_list<frame::ErrorCode> codes) {
  Expected expected = connection_error(codes);
  expected.may_omit_goaway = true;
  return expected;
}

// A pad length that the payload has no room for is also too much padding (6.1).
Expected without_room_for_padding() {
  Expected expected = any_request_error({frame_size_error});
  expected.also = {protocol_error};
  return expected;
}

std::string zeros(std::size_t size) {
  return std::string(size, '\0');
}

}  // namespace

std::vector<Case> client_3() {
  return {
      {"3.4/client-begins-with-settings",
       "preface and a response",
       {"9113 3.2#2", "9113 3.4#1", "9113 6.5#1"},
       takes(),
       [](Script&) {}},
      {"3.4/settings-are-acknowledged",
       "SETTINGS as the preface",
       {"9113 3.4#3", "9113 6.5.3#1"},
       takes_and_says({"SETTINGS ACK"}),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().settings().settings_ack();
       }},
      {"3.4/ping-instead-of-settings",
       "PING before SETTINGS",
       {"9113 3.4#4"},
       no_settings_first({protocol_error}),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().ping();
       }},
      {"3.4/response-instead-of-settings",
       "a response before SETTINGS",
       {"9113 3.4#4"},
       no_settings_first({protocol_error}),
       [](Script& s) {
         s.begins_with_preface();
         s.begins_response();
       }},
      {"3.4/acknowledgment-instead-of-settings",
       "SETTINGS with ACK before any other",
       {"9113 3.4#4"},
       no_settings_first({protocol_error}),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().settings_ack();
       }},
      {"3.4/http11-instead-of-settings",
       "a response of HTTP/1.1",
       {"9113 3.4#4"},
       no_settings_first({protocol_error, frame_size_error}),
       [](Script& s) {
         s.begins_with_preface();
         s.sends().raw(text("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"));
         s.ends_within_a_frame();
       }},

      {"4.1/unknown-type-on-the-connection",
       "a frame of an unknown type on stream 0",
       {"9113 4.1#2", "9113 5.5#2"},
       takes(),
       [](Script& s) { s.sends().raw(Type{0xbb}, 0xff, 0, text("whatever")); }},
      {"4.1/unknown-type-on-an-open-stream",
       "a frame of an unknown type between HEADERS and DATA",
       {"9113 4.1#2", "9113 5.5#2"},
       takes(),
       [](Script& s) { s.begins_response().raw(Type{0xbb}, 0xff, s.stream(), text("whatever")); }},
      {"4.1/unknown-type-on-an-idle-stream",
       "a frame of an unknown type on a stream that was never opened",
       {"9113 4.1#2", "9113 5.5#2"},
       takes(),
       [](Script& s) { s.sends().raw(Type{0xbb}, 0, s.stream() + 100, text("whatever")); }},
      {"4.1/undefined-flags-of-ping",
       "PING with every flag but ACK",
       {"9113 4.1#3"},
       takes_and_says({"PING ACK 0102030405060708"}),
       [](Script& s) { s.sends().raw(Type::ping, 0xfe, 0, hex("0102030405060708")); }},
      {"4.1/undefined-flags-of-settings",
       "SETTINGS with every flag but ACK",
       {"9113 4.1#3"},
       takes_and_says({"SETTINGS ACK"}),
       [](Script& s) { s.sends().raw(Type::settings, 0xfe, 0); }},
      {"4.1/undefined-flags-of-data",
       "DATA with every flag that is not defined for it",
       {"9113 4.1#3"},
       takes(),
       [](Script& s) { s.begins_response().raw(Type::data, 0xf6, s.stream(), text("hi")); }},
      {"4.1/reserved-bit-of-the-header",
       "PING with the reserved bit of the frame header set",
       {"9113 4.1#4"},
       takes_and_says({"PING ACK 0102030405060708"}),
       [](Script& s) { s.sends().raw(hex("000008 06 00 80000000 0102030405060708")); }},

      {"4.2/data-of-16384",
       "DATA of 16,384 octets",
       {"9113 4.2#1"},
       takes(),
       [](Script& s) { s.begins_response().data(s.stream(), std::string(16'384, 'x')); }},
      {"4.2/unknown-type-of-16384",
       "a frame of an unknown type with 16,384 octets",
       {"9113 4.2#1"},
       takes(),
       [](Script& s) { s.sends().raw(Type{0xbb}, 0, 0, text(zeros(16'384))); }},
      {"4.2/data-too-long",
       "DATA of 16,385 octets",
       {"9113 4.2#2"},
       any_request_error({frame_size_error}),
       [](Script& s) { s.begins_response().raw(Type::data, 0, s.stream(), text(zeros(16'385))); },
       {.usual_frame_size = true}},
      {"4.2/headers-too-long",
       "HEADERS of 16,385 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) {
         s.sends().raw(Type::headers, flag::end_headers, s.stream(), text(std::string(16'385, '\x88')));
       },
       {.usual_frame_size = true}},
      {"4.2/settings-too-long",
       "SETTINGS of 16,386 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::settings, 0, 0, text(std::string(16'386, '\xff'))); },
       {.usual_frame_size = true}},
      {"4.2/headers-without-room-for-priority",
       "HEADERS with PRIORITY and 4 octets",
       {"9113 4.2#2", "9113 4.2#3"},
       connection_error(frame_size_error),
       [](Script& s) {
         s.sends().raw(Type::headers, flag::end_headers | flag::priority, s.stream(), hex("00000000"));
       }},
      {"4.2/data-without-room-for-the-pad-length",
       "DATA with PADDED and no octet",
       {"9113 4.2#2"},
       without_room_for_padding(),
       [](Script& s) { s.begins_response().raw(Type::data, flag::padded, s.stream()); }},

      {"4.3/block-in-five-frames",
       "a response in HEADERS and four CONTINUATION, one of them empty",
       {"9113 6.2#2", "9113 6.10#1"},
       takes(),
       [](Script& s) {
         s.sends().headers_block(s.stream(), plain_response(s.peer()), 0);
         s.sends().continuation(s.stream(), hex("00 01"), 0).continuation(s.stream(), {}, 0);
         s.sends().continuation(s.stream(), hex("61"), 0).continuation(s.stream(), hex("01 62"));
         s.sends().data(s.stream(), "hi", end_stream);
         s.ends_response();
       }},
      {"4.3/ping-within-a-block",
       "PING between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3", "9113 8.1#1"},
       connection_error(protocol_error),
       [](Script& s) { begun_response(s).ping().continuation(s.stream(), {}); }},
      {"4.3/data-within-a-block",
       "DATA between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3", "9113 8.1#1"},
       connection_error(protocol_error),
       [](Script& s) { begun_response(s).data(s.stream(), "x").continuation(s.stream(), {}); }},
      {"4.3/headers-within-a-block",
       "HEADERS of another stream between HEADERS and CONTINUATION",
       {"9113 4.3#1", "9113 6.2#3", "9113 8.1#1"},
       connection_error(protocol_error),
       [](Script& s) { begun_response(s).headers_block(s.stream() + 2, hex("88"), whole); }},
      {"4.3/unknown-frame-within-a-block",
       "a frame of an unknown type between HEADERS and CONTINUATION",
       {"9113 5.5#3", "9113 4.3#1"},
       connection_error(protocol_error),
       [](Script& s) { begun_response(s).raw(Type{0xbb}, 0, s.stream()).continuation(s.stream(), {}); }},
      {"4.3/broken-block",
       "HEADERS whose block ends within a name",
       {"9113 4.3#3", "9113 4.3#2"},
       connection_error(compression_error),
       [](Script& s) { s.begins_response("00 05 61"); }},
      {"4.3/broken-block-of-trailers",
       "trailers whose block ends within a name",
       {"9113 4.3#3", "9113 4.3#2"},
       connection_error(compression_error),
       [](Script& s) { s.begins_response().headers_block(s.stream(), hex("00 05 61"), whole); }},
  };
}

}  // namespace weft::conformance::cases
