// RFC 7541: HPACK.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// A request with these octets of HPACK behind its pseudo-fields.
void sends_block(Script& s, std::string_view more) {
  s.sends().headers_block(1, s.plain_get(more), whole);
}

Expected broken() {
  return connection_error(compression_error);
}

constexpr Needs a_table{.table = true};

}  // namespace

std::vector<Case> rfc7541() {
  return {
      {"7541-2.3.2/duplicate-entries",
       "the same field twice with incremental indexing, and a reference to it",
       {"7541 2.3.2#1"},
       answers(1),
       [](Script& s) { sends_block(s, "40 01 61 01 62  40 01 61 01 62  be"); },
       a_table},
      {"7541-2.3.3/index-beyond-the-tables",
       "the index 70 while the dynamic table is empty",
       {"7541 2.3.3#1", "9113 4.3#3"},
       broken(),
       [](Script& s) { sends_block(s, "c6"); }},
      {"7541-2.3.3/name-beyond-the-tables",
       "a literal whose name is the index 70 while the dynamic table is empty",
       {"7541 2.3.3#1", "9113 4.3#3"},
       broken(),
       [](Script& s) { sends_block(s, "7f 07 01 61"); }},
      {"7541-3.2/every-representation",
       "an indexed field and the three kinds of literals",
       {"7541 3.2#1"},
       answers(1),
       [](Script& s) { sends_block(s, "90  40 01 61 01 62  00 01 63 01 64  10 01 65 01 66"); },
       a_table},

      {"7541-4.2/size-update-behind-a-field",
       "a dynamic table size update at the end of a block",
       {"7541 4.2#2", "9113 4.3#3"},
       // The sentence binds an encoder. None says that a decoder must find it.
       or_nothing(broken()),
       [](Script& s) { sends_block(s, "20"); }},
      {"7541-4.2/two-size-updates",
       "two dynamic table size updates at the beginning of a block",
       {"7541 4.2#2", "7541 4.2#3"},
       answers(1),
       [](Script& s) {
         auto block = hex("20 3f e1 1f");
         const auto rest = s.plain_get();
         block.insert(block.end(), rest.begin(), rest.end());
         s.sends().headers_block(1, block, whole);
       },
       a_table},

      {"7541-5.1/integer-too-large",
       "the length of a name as an integer of 2^62",
       {"7541 5.1#1", "9113 4.3#3"},
       broken(),
       [](Script& s) { sends_block(s, "00 7f 80 80 80 80 80 80 80 80 40 61 01 62"); }},
      {"7541-5.1/integer-without-end",
       "an integer of 20 octets that all go on",
       {"7541 5.1#1", "9113 4.3#3"},
       broken(),
       [](Script& s) { sends_block(s, "ff 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 80 00"); }},
      {"7541-5.2/huffman",
       "a field whose name and value are in Huffman code",
       {},
       answers(1),
       // custom-key: custom-value, as in RFC 7541 C.4.3.
       [](Script& s) { sends_block(s, "00 88 25a849e95ba97d7f 89 25a849e95bb8e8b4bf"); }},
      {"7541-5.2/padding-longer-than-7-bits",
       "a Huffman string with an octet of padding too much",
       {"7541 5.2#1", "9113 4.3#3"},
       broken(),
       [](Script& s) { sends_block(s, "00 01 61 8a 25a849e95bb8e8b4bf ff"); }},
      {"7541-5.2/padding-of-zeros",
       "a Huffman string whose padding is 0",
       {"7541 5.2#2", "9113 4.3#3"},
       broken(),
       // "a" is 00011; the padding must be ones.
       [](Script& s) { sends_block(s, "00 01 61 81 18"); }},
      {"7541-5.2/eos-within-a-string",
       "a Huffman string with the code of EOS",
       {"7541 5.2#3", "9113 4.3#3"},
       broken(),
       [](Script& s) { sends_block(s, "00 01 61 84 ffffffff"); }},

      {"7541-6.1/index-0",
       "an indexed field with the index 0",
       {"7541 6.1#1", "9113 4.3#3"},
       broken(),
       [](Script& s) { sends_block(s, "80"); }},
      {"7541-6.2.1/indexed-name",
       "a literal with incremental indexing whose name is an entry of the static table, and a reference to it",
       {},
       answers(1),
       // user-agent is the entry 58.
       [](Script& s) { sends_block(s, "7a 01 61  be"); },
       a_table},
      {"7541-6.2.1/huffman",
       "a literal with incremental indexing in Huffman code, and a reference to it",
       {},
       answers(1),
       [](Script& s) { sends_block(s, "40 88 25a849e95ba97d7f 89 25a849e95bb8e8b4bf  be"); },
       a_table},
      {"7541-6.2.3/huffman",
       "a literal that is never indexed, in Huffman code",
       {},
       answers(1),
       [](Script& s) { sends_block(s, "10 88 25a849e95ba97d7f 89 25a849e95bb8e8b4bf"); }},
      {"7541-6.2.3/never-indexed",
       "a literal that is never indexed",
       {},
       answers(1),
       [](Script& s) { sends_block(s, "10 01 61 01 62"); }},
      {"7541-6.3/size-above-the-limit",
       "a dynamic table size update to 16 MiB",
       {"7541 6.3#1", "7541 6.3#2", "7541 4.2#1", "9113 4.3#3"},
       broken(),
       [](Script& s) {
         // 2^24 as an integer with a prefix of 5 bits.
         auto block = hex("3f e1 ff ff 07");
         const auto rest = s.plain_get();
         block.insert(block.end(), rest.begin(), rest.end());
         s.sends().headers_block(1, block, whole);
       }},
  };
}

}  // namespace weft::conformance::cases
