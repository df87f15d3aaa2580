// Field blocks that do not end, or that come in as many frames as they have octets.
#include <string>

#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

// RFC 7541 6.2.2: a literal without indexing whose name is "a".
const Bytes short_name{0x00, 1, 'a'};

// The block goes on with CONTINUATION of these octets each.
void endless_block(Script& s, int frames, const Bytes& octets) {
  s.sends().headers_block(1, s.plain_get(), flag::end_stream);
  for (int i = 0; i < frames; ++i) s.sends().continuation(1, octets, 0);
  s.ends_within_a_frame();
}

// CONTINUATION of one octet each.
void octet_by_octet(Script& s, const Bytes& octets, std::uint8_t flags_of_last) {
  for (std::size_t i = 0; i < octets.size(); ++i)
    s.sends().continuation(1, Octets(octets).subspan(i, 1), i + 1 == octets.size() ? flags_of_last : 0);
}

}  // namespace

std::vector<Abuse> field_blocks() {
  return {
      {flood("abuse/continuation", "1,000 CONTINUATION of 4,000 octets in a block that does not end (CVE-2024-27316)",
             [](Script& s) { endless_block(s, 1'000, long_literal(short_name, 4'000)); }),
       twin("abuse/continuation/honest", "a block of 4,000 octets in HEADERS and four CONTINUATION", answers(1),
            [](Script& s) {
              s.sends().headers_in(5, 1, s.get().with("x-long", std::string(4'000, 'x')), end_stream);
              s.awaits_end_of(1);
            })},
      {flood("abuse/empty-continuation", "10,000 empty CONTINUATION in a block that does not end (CVE-2019-9518)",
             [](Script& s) { endless_block(s, 10'000, {}); }),
       twin("abuse/empty-continuation/honest", "a block that an empty CONTINUATION ends", answers(1),
            [](Script& s) {
              s.sends().headers_block(1, s.plain_get(), flag::end_stream).continuation(1, {});
              s.awaits_end_of(1);
            })},
      {flood("abuse/tiny-continuation", "10,000 CONTINUATION of one octet in a block that does not end",
             [](Script& s) {
               Bytes fields;
               for (int i = 0; i < 2'500; ++i) append(fields, {0x00, 1, 'a', 0});
               s.sends().headers_block(1, s.plain_get(), flag::end_stream);
               octet_by_octet(s, fields, 0);
               s.ends_within_a_frame();
             }),
       twin("abuse/tiny-continuation/honest", "a block whose last four octets have a CONTINUATION each", answers(1),
            [](Script& s) {
              s.sends().headers_block(1, s.plain_get(), flag::end_stream);
              octet_by_octet(s, {0x00, 1, 'a', 0}, flag::end_headers);
              s.awaits_end_of(1);
            })},
  };
}

}  // namespace weft::conformance::floods
