// Content that is next to nothing in each frame.
#include <string>

#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

void empty_data(Script& s, int count) {
  s.sends().headers(1, s.post());
  for (int i = 0; i < count; ++i) s.sends().data(1, "");
}

// DATA of so many octets and 255 of padding.
void padded(Script& s, std::size_t octets, std::uint8_t flags) {
  Bytes payload(1 + octets + 255, 0);
  payload[0] = 255;
  s.sends().raw(Type::data, static_cast<std::uint8_t>(flag::padded | flags), 1, payload);
}

}  // namespace

std::vector<Abuse> data() {
  return {
      {flood("abuse/empty-data", "10,000 empty DATA (CVE-2019-9518)", [](Script& s) { empty_data(s, 10'000); }),
       twin("abuse/empty-data/honest", "20 empty DATA, and the end of the request", answers(1),
            [](Script& s) {
              empty_data(s, 20);
              s.sends().data(1, "x", end_stream);
              s.awaits_end_of(1);
            })},
      {flood("abuse/tiny-data", "20,000 DATA of one octet",
             [](Script& s) {
               s.sends().headers(1, s.post());
               for (int i = 0; i < 20'000; ++i) s.sends().data(1, "x");
             }),
       twin("abuse/tiny-data/honest", "50 DATA of 5 to 50 octets, as remote procedure calls have them", answers(1),
            [](Script& s) {
              s.sends().headers(1, s.post());
              for (std::size_t i = 0; i < 50; ++i) s.sends().data(1, std::string(5 + 9 * i % 46, 'x'));
              s.sends().data(1, "x", end_stream);
              s.awaits_end_of(1);
            })},
      // Within half of the usual window at a time: a server that has read the content has given credit by then.
      {flood("abuse/padding", "4,000 DATA of one octet and 255 of padding",
             [](Script& s) {
               s.sends().headers(1, s.post());
               for (int step = 0; step < 40; ++step) {
                 for (int i = 0; i < 100; ++i) padded(s, 1, 0);
                 s.awaits_pong();
               }
             }),
       twin("abuse/padding/honest", "ten DATA of 100 octets and 255 of padding", answers(1),
            [](Script& s) {
              s.sends().headers(1, s.post());
              for (int i = 0; i < 9; ++i) padded(s, 100, 0);
              padded(s, 100, flag::end_stream);
              s.awaits_end_of(1);
            })},
  };
}

}  // namespace weft::conformance::floods
