// Calls that the application owes and seems to have forgotten. Nothing else would say why new messages are refused, or
// why a body does not go on: each is counted, and a debug build says the first of a connection on standard error.
#include <cstdio>

#include <fmt/format.h>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

namespace {

#ifdef NDEBUG
constexpr bool says_so = false;
#else
constexpr bool says_so = true;
#endif

}  // namespace

// A message has met a limit on what lives.
void Connection::note_unreleased() {
  const std::size_t unreleased = streams_.requests().live() - open_streams_;
  if (unreleased == 0 || unreleased < open_streams_) return;
  const bool is_first = guard_.refused_unreleased() == 1;
  if (!is_first || !says_so) return;
  fmt::print(stderr,
             "weft: {} messages of a connection have ended and were not released, so that another one was refused: "
             "release() is due after each Closed\n",
             unreleased);
}

// A look each second at a message that may be stuck. False when there is nothing to watch any more.
bool Connection::check_unconsumed(Stream& stream) {
  constexpr std::uint8_t looks = 5;
  const bool is_used_up = may_receive(stream.state) && stream.receive_window.octets() <= 0;
  const bool is_stuck = is_used_up && stream.held != 0 && stream.consumed() == 0 && !stream.paused();
  if (!is_stuck || stream.looks_unconsumed == looks) return false;
  if (++stream.looks_unconsumed < looks) return true;
  const bool is_first = guard_.stalled_unconsumed() == 1;
  if (!is_first || !says_so) return false;
  fmt::print(stderr,
             "weft: message {} has used up its window and nothing of it was consumed, so that no more can come: "
             "consume() is due for the octets of each DataReceived\n",
             stream.id);
  return false;
}

}  // namespace weft::h2
