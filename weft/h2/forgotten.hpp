// Calls that the application owes and seems to have forgotten. Nothing else would say why new messages are refused, or
// why a body does not go on: each is counted, and a debug build says the first of a connection on standard error.
#pragma once

#include <weft/h2/limits.hpp>
#include <weft/h2/streams.hpp>

namespace weft::h2 {

// A message has met a limit on what lives.
void note_unreleased(const Streams& streams, Guard& guard);

// A look each second at a message that may be stuck. False when there is nothing to watch any more.
bool watch_unconsumed(Stream& stream, Guard& guard);

}  // namespace weft::h2
