// The two applications: what they ask of their engines, and what they do about what they hear.
#pragma once

#include "world.hpp"

namespace weft::simulation {

// Every event of the side: checked against what really happened, and answered as the side's habits are.
void hear(World& world, Side& side);

// The client asks for something new. False where it may not.
bool open_exchange(World& world);
// The server answers, where nothing has been answered yet.
void respond(World& world, Exchange& exchange);
void respond_interim(World& world, Exchange& exchange);
// The server promises an answer beside that of this exchange, where it may; and the client does not want it.
void push(World& world, Exchange& parent);
void decline(World& world, Exchange& exchange);
// Takes some of what was received: at most `octets`.
void consume(World& world, Side& side, Exchange& exchange, std::uint64_t octets);
// A body that paused has something again. False where none did.
bool wake(World& world, Side& side, Exchange& exchange);
void reset(World& world, Side& side, Exchange& exchange);
void release(World& world, Side& side, Exchange& exchange);

// Deadlines that have come.
void keep_deadlines(World& world, Side& side);

}  // namespace weft::simulation
