// RFC 9113 6.1 to 6.4, for clients: DATA, HEADERS, PRIORITY, RST_STREAM.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

std::vector<Case> client_6_1() {
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
       [](Script& s) { s.begins_response().raw(Type::data, flag::padded, s.stream(), hex("06 68656c6c6f")); }},
      {"6.1/padding-longer-than-the-payload",
       "DATA of 6 octets, padded with 255",
       {"9113 6.1#5"},
       connection_error(protocol_error),
       [](Script& s) { s.begins_response().raw(Type::data, flag::padded, s.stream(), hex("ff 68656c6c6f")); }},
      {"6.1/padding-is-removed",
       "a declared length of 5, and padded DATA with 5 octets of content",
       {"9113 8.1.1#2"},
       takes(),
       [](Script& s) {
         // content-length is the index 28 of the static table.
         s.begins_response("0f 0d 01 35");
         s.sends().raw(Type::data, flag::padded | flag::end_stream, s.stream(), hex("02 68656c6c6f 0000"));
         s.ends_response();
       }},
      {"6.1/nothing-but-padding",
       "DATA with a pad length and padding alone",
       {},
       takes(),
       [](Script& s) { s.begins_response().raw(Type::data, flag::padded, s.stream(), hex("02 0000")); }},
      {"6.1/empty-data",
       "DATA with no octet before DATA with some",
       {},
       takes(),
       [](Script& s) { s.begins_response().data(s.stream(), "").data(s.stream(), "hi"); }},

      {"6.2/on-stream-0",
       "HEADERS on stream 0",
       {"9113 6.2#4", "9113 6.2#5"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(0, plain_response(s.peer()), whole); }},
      {"6.2/padding-as-long-as-the-payload",
       "HEADERS of 2 octets, padded with 2",
       {"9113 6.2#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(s.stream(), hex("02 88"), flag::end_headers | flag::padded); }},
      {"6.2/padding-longer-than-the-payload",
       "HEADERS of 2 octets, padded with 255",
       {"9113 6.2#6"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().headers_block(s.stream(), hex("ff 88"), flag::end_headers | flag::padded); }},
      {"6.2/padding-and-priority",
       "a response with padding and priority",
       {},
       takes(),
       [](Script& s) {
         auto payload = hex("02 00000000 ff");
         const auto block = plain_response(s.peer(), "00 01 61 01 62 0000");
         payload.insert(payload.end(), block.begin(), block.end());
         s.sends().headers_block(s.stream(), payload, flag::end_headers | flag::padded | flag::priority);
         s.sends().data(s.stream(), "ok\n", end_stream);
         s.ends_response();
       }},
      {"6.2/end-stream-before-the-block-ends",
       "HEADERS with END_STREAM, and CONTINUATION",
       {"9113 6.2#2"},
       takes(),
       [](Script& s) {
         s.sends().headers_block(s.stream(), plain_response(s.peer()), flag::end_stream);
         s.sends().continuation(s.stream(), hex("00 01 61 01 62"));
         s.ends_response();
       }},

      {"6.3/on-stream-0",
       "PRIORITY on stream 0",
       {"9113 6.3#1"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::priority, 0, 0, hex("00000001 0f")); }},
      {"6.3/too-short",
       "PRIORITY of 4 octets",
       {"9113 6.3#2"},
       request_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::priority, 0, s.stream(), hex("00000000")); }},
      {"6.3/on-the-request",
       "PRIORITY within a response",
       {},
       takes(),
       [](Script& s) { s.begins_response().priority(s.stream(), {0, 16, false}); }},

      {"6.4/on-stream-0",
       "RST_STREAM on stream 0",
       {"9113 6.4#3", "9113 6.4#4"},
       connection_error(protocol_error),
       [](Script& s) { s.sends().raw(Type::rst_stream, 0, 0, hex("00000008")); }},
      {"6.4/too-short",
       "RST_STREAM of 3 octets",
       {"9113 6.4#7"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::rst_stream, 0, s.stream(), hex("000008")); }},
      {"6.4/too-long",
       "RST_STREAM of 5 octets",
       {"9113 6.4#7"},
       connection_error(frame_size_error),
       [](Script& s) { s.sends().raw(Type::rst_stream, 0, s.stream(), hex("0000000800")); }},
  };
}

}  // namespace weft::conformance::cases
