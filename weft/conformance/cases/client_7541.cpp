// RFC 7541 for clients: HPACK in a response.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

Expected refuses_block() {
  return connection_error(compression_error);
}

// A response with these octets of HPACK before its fields.
void begins_with(Script& s, std::string_view hex_octets) {
  auto block = hex(hex_octets);
  block.push_back(0x88);
  s.sends().headers_block(s.stream(), block, flag::end_headers);
  s.awaits_pong();
  s.sends().data(s.stream(), "ok\n", end_stream);
  s.ends_response();
}

constexpr Needs the_table{.table = true};

}  // namespace

std::vector<Case> client_7541() {
  return {
      {"7541-2.3.2/duplicate-entries",
       "the same field twice with incremental indexing, and a reference to it",
       {"7541 2.3.2#1"},
       takes(),
       [](Script& s) { s.begins_response("40 01 61 01 62  40 01 61 01 62  be"); },
       the_table},
      {"7541-2.3.3/index-beyond-the-tables",
       "the index 70 while the dynamic table is empty",
       {"7541 2.3.3#1", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("c6"); }},
      {"7541-2.3.3/name-beyond-the-tables",
       "a literal whose name is the index 70 while the dynamic table is empty",
       {"7541 2.3.3#1", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("7f 07 01 61"); }},
      {"7541-3.2/every-representation",
       "an indexed field and the three kinds of literals",
       {"7541 3.2#1"},
       takes(),
       [](Script& s) { s.begins_response("90  40 01 61 01 62  00 01 63 01 64  10 01 65 01 66"); },
       the_table},
      {"7541-3.2/table-of-interim-responses",
       "a field that an interim response brought into the table",
       {"7541 3.2#1", "9113 10.5.1#1"},
       takes(),
       [](Script& s) {
         // ":status: 103" has the name of the index 8.
         s.sends().headers_block(s.stream(), hex("08 03 313033 40 01 61 01 62"), flag::end_headers);
         s.begins_response("be");
       },
       the_table},
      {"7541-4.2/size-update-behind-a-field",
       "a dynamic table size update at the end of a block",
       {"7541 4.2#2", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("20"); }},
      {"7541-4.2/two-size-updates",
       "two dynamic table size updates at the beginning of a block",
       {"7541 4.2#2", "7541 4.2#3"},
       takes(),
       [](Script& s) { begins_with(s, "20 3f e1 1f"); },
       the_table},
      {"7541-5.1/integer-too-large",
       "the length of a name as an integer of 2^62",
       {"7541 5.1#1", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("00 7f 80 80 80 80 80 80 80 80 40 61 01 62"); }},
      {"7541-5.1/integer-without-end",
       "an integer of 20 octets that all go on",
       {"7541 5.1#1", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("ff 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 00"); }},
      {"7541-5.2/huffman",
       "a field whose name and value are in Huffman code",
       {},
       takes(),
       // custom-key: custom-value, as in RFC 7541 C.4.3.
       [](Script& s) { s.begins_response("00 88 25a849e95ba97d7f 89 25a849e95bb8e8b4bf"); }},
      {"7541-5.2/padding-longer-than-7-bits",
       "a Huffman string with an octet of padding too much",
       {"7541 5.2#1", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("00 01 61 8a 25a849e95bb8e8b4bf ff"); }},
      {"7541-5.2/padding-of-zeros",
       "a Huffman string whose padding is 0",
       {"7541 5.2#2", "9113 4.3#3"},
       refuses_block(),
       // "a" is 00011; the padding must be ones.
       [](Script& s) { s.begins_response("00 01 61 81 18"); }},
      {"7541-5.2/eos-within-a-string",
       "a Huffman string with the code of EOS",
       {"7541 5.2#3", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("00 01 61 84 ffffffff"); }},
      {"7541-6.1/index-0",
       "an indexed field with the index 0",
       {"7541 6.1#1", "9113 4.3#3"},
       refuses_block(),
       [](Script& s) { s.begins_response("80"); }},
      {"7541-6.2.3/never-indexed",
       "a literal that is never indexed",
       {},
       takes(),
       [](Script& s) { s.begins_response("10 01 61 01 62"); }},
      {"7541-6.3/size-above-the-limit",
       "a dynamic table size update to 16 MiB",
       {"7541 6.3#1", "7541 6.3#2", "7541 4.2#1", "9113 4.3#3"},
       refuses_block(),
       // 2^24 as an integer with a prefix of 5 bits.
       [](Script& s) { begins_with(s, "3f e1 ff ff 07"); }},
  };
}

}  // namespace weft::conformance::cases
