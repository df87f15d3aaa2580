// The wire: octets out of one engine, cut anywhere, into the other; and an observer that counts windows on the way.
#pragma once

#include <cstddef>

#include "world.hpp"

namespace weft::simulation {

// Puts the side's output onto the wire, up to about the given number of octets. False when there was no output.
bool write(World& world, Side& side, std::size_t budget);
// Waiting frames leave, save for DATA. False where they cannot, or nothing matters any more.
bool flush(World& world, Side& side);
// At most the given number of the side's octets arrive at the other side. False when there were none.
bool carry(World& world, Side& side, std::size_t size);
// The other side learns that this side sends no more, once everything has arrived. False when it did not.
bool tell_end(World& world, Side& side);
// A frame that the engine itself would not write; never inside of something else.
void slip_in(World& world, Side& side, const frame::Frame& frame);

}  // namespace weft::simulation
