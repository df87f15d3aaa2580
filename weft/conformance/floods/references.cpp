// Blocks that are short on the wire and long when they are decompressed: HPACK bombs.
#include <string>

#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

constexpr std::size_t frame_size = 16'384;
// RFC 7541 6.1: the newest entry of the dynamic table, which is the index 62.
constexpr std::uint8_t newest_entry = 0xbe;

// A field that is inserted into the table, and in each block as many references to it as a frame has room for.
void insert_and_refer(Script& s, std::uint32_t blocks, const Bytes& insertion) {
  for (std::uint32_t i = 0; i < blocks; ++i) {
    Bytes block = s.plain_get();
    if (i == 0) append(block, insertion);
    block.resize(std::max(block.size(), frame_size), newest_entry);
    s.sends().headers_block(nth(i), block, whole);
  }
}

// RFC 7541 6.2.1: a literal with incremental indexing. The index 32 is "cookie".
const Bytes new_name_a{0x40, 1, 'a'};
const Bytes new_cookie{0x60};

}  // namespace

std::vector<Abuse> references() {
  return {
      {flood("abuse/hpack-bomb", "four blocks of some 16,000 references to a field of 4,000 octets",
             [](Script& s) { insert_and_refer(s, 4, long_literal(new_name_a, 4'000)); }, {.table = true}),
       twin("abuse/hpack-bomb/honest", "a request with 30 cookie fields", answers(1),
            [](Script& s) {
              FieldList fields = s.get();
              for (int i = 0; i < 30; ++i) fields = fields.with("cookie", "crumb=" + std::to_string(i));
              s.sends().headers(1, fields, end_stream);
              s.awaits_end_of(1);
            })},
      {flood("abuse/bomb-of-empty-fields",
             "ten blocks of some 16,000 references to a field without a value, and closed windows (CVE-2026-49975)",
             [](Script& s) {
               s.sends().settings({{initial_window_size, 0}});
               Bytes empty = new_name_a;
               empty.push_back(0);
               insert_and_refer(s, 10, empty);
             },
             {.table = true}),
       twin("abuse/bomb-of-empty-fields/honest", "a request that has a field from the table ten times", answers(1),
            [](Script& s) {
              FieldList fields = s.get();
              for (int i = 0; i < 10; ++i) fields = fields.with("x-same", "");
              s.sends().headers(1, fields, end_stream);
              s.awaits_end_of(1);
            })},
      {flood("abuse/cookie-bomb",
             "one block of some 49,000 references to a cookie of 4,058 octets, in HEADERS and CONTINUATION "
             "(CVE-2026-47774)",
             [](Script& s) {
               Bytes block = s.plain_get();
               append(block, long_literal(new_cookie, 4'058));
               block.resize(frame_size, newest_entry);
               const Bytes more(frame_size, newest_entry);
               s.sends().headers_block(1, block, flag::end_stream).continuation(1, more, 0).continuation(1, more);
             },
             {.table = true}),
       twin("abuse/cookie-bomb/honest", "a request with 180 cookie fields and 30 others", answers(1),
            [](Script& s) {
              FieldList fields = s.get();
              for (int i = 0; i < 180; ++i) fields = fields.with("cookie", "crumb" + std::to_string(i) + "=0123456789");
              for (int i = 0; i < 30; ++i) fields = fields.with("x-field-" + std::to_string(i), std::string(20, 'x'));
              s.sends().headers(1, fields, end_stream);
              s.awaits_end_of(1);
            })},
  };
}

}  // namespace weft::conformance::floods
