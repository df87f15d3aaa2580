// Calls that the application owes and seems to have forgotten are counted, because nothing else would say why new
// messages are refused, or why a body does not go on. A debug build reports the first one of a connection on standard
// error.
#pragma once

#include <weft/h2/limits.hpp>
#include <weft/h2/streams.hpp>

namespace weft::h2 {

// A new message was refused because too many messages live.
void note_unreleased(const Streams& streams, Guard& guard);

// Looks once a second at a message that may be stuck. False when there is nothing to watch any more.
bool watch_unconsumed(Stream& stream, Guard& guard);

}  // namespace weft::h2
