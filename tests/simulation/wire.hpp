// The wire: octets out of one engine, cut anywhere, into the other; and an observer that counts windows on the way.
#pragma once

#include <cstddef>

#include "world.hpp"

namespace weft::simulation {

// What the side has to say goes onto the wire: about so many octets. False when there was nothing.
bool write(World& world, Side& side, std::size_t budget);
// What waits leaves, save for DATA. False where it cannot, or nothing matters any more.
bool flush(World& world, Side& side);
// At most so many octets of the side's arrive at the other one. False when there were none.
bool carry(World& world, Side& side, std::size_t size);
// The other side learns that no more will come of this one, once everything has arrived. False when it did not.
bool tell_end(World& world, Side& side);
// A frame that the engine itself would not write; never inside of something else.
void slip_in(World& world, Side& side, const frame::Frame& frame);

}  // namespace weft::simulation
