// Streams: more than the peer allows, and such as it has to end.
#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance::floods {

namespace {

void held_requests(Script& s, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) s.sends().headers(nth(i), s.post());
}

}  // namespace

std::vector<Abuse> streams() {
  return {
      {flood("abuse/held-requests", "2,000 requests that do not end, whatever the limit of streams",
             [](Script& s) { held_requests(s, 2'000); }),
       twin("abuse/held-requests/honest", "ten requests at a time, or as many as are allowed, that end a little later",
            answers(1),
            [](Script& s) {
              const std::uint32_t count = streams_at_a_time(s, 10);
              held_requests(s, count);
              for (std::uint32_t i = 0; i < count; ++i) s.sends().data(nth(i), "x", end_stream);
              s.awaits_end_of(1);
            })},
  };
}

}  // namespace weft::conformance::floods
