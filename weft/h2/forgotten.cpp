#include <weft/h2/forgotten.hpp>

#include <cstdio>

#include <fmt/format.h>

namespace weft::h2 {

namespace {

#ifdef NDEBUG
constexpr bool says_so = false;
#else
constexpr bool says_so = true;
#endif

}  // namespace

void note_unreleased(const Streams& streams, Guard& guard) {
  const std::size_t unreleased = streams.requests().live() - streams.open_requests();
  if (unreleased == 0 || unreleased < streams.open_requests()) return;
  const bool is_first = guard.refused_unreleased() == 1;
  if (!is_first || !says_so) return;
  fmt::print(stderr,
             "weft: {} messages of a connection have ended and were not released, so that another one was refused: "
             "release() is due after each Closed\n",
             unreleased);
}

bool watch_unconsumed(Stream& stream, Guard& guard) {
  constexpr std::uint8_t looks = 5;
  const bool is_used_up = may_receive(stream.state) && stream.incoming.window.octets() <= 0;
  const bool is_stuck =
      is_used_up && stream.incoming.held != 0 && stream.incoming.consumed() == 0 && !stream.incoming.is_paused();
  if (!is_stuck || stream.incoming.looks_unconsumed == looks) return false;
  if (++stream.incoming.looks_unconsumed < looks) return true;
  const bool is_first = guard.stalled_unconsumed() == 1;
  if (!is_first || !says_so) return false;
  fmt::print(stderr,
             "weft: message {} has used up its window and nothing of it was consumed, so that no more can come: "
             "consume() is due for the octets of each DataReceived\n",
             stream.id);
  return false;
}

}  // namespace weft::h2
