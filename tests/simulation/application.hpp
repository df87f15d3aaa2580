// The two applications: their calls to the engines, and their answers to events.
#pragma once

#include "world.hpp"

namespace weft::simulation {

// Handles every event of the side: checks it against what really happened, and answers as the side's habits are.
void hear(World& world, Side& side);

// The client makes a new request. False where it may not.
bool open_exchange(World& world);
// The server answers, where it has not answered yet.
void respond(World& world, Exchange& exchange);
void respond_interim(World& world, Exchange& exchange);
// The server promises an answer beside that of this exchange, where it may; and the client does not want it.
void push(World& world, Exchange& parent);
void decline(World& world, Exchange& exchange);
// Consumes at most `octets` of those that were received.
void consume(World& world, Side& side, Exchange& exchange, std::uint64_t octets);
// A body that was blocked has octets again. False where no body was blocked.
bool wake(World& world, Side& side, Exchange& exchange);
void reset(World& world, Side& side, Exchange& exchange);
void release(World& world, Side& side, Exchange& exchange);

// Handles the deadlines that have come.
void keep_deadlines(World& world, Side& side);

}  // namespace weft::simulation
