// The calls of applications about windows, pauses, rates, priorities and their SETTINGS while messages are under way,
// and the notes that an observer takes of them.
#pragma once

#include "world.hpp"

namespace weft::simulation {

// Each function acts where it may, and notes what follows from that.
void pause(World& world, Side& side, Exchange& exchange);
void resume(World& world, Side& side, Exchange& exchange);
void choose_window(World& world, Side& side, Exchange& exchange);
void choose_connection_window(World& world, Side& side);
void estimate_path(World& world, Side& side);
void limit_sending(World& world, Side& side, Exchange* exchange);
void limit_receiving(World& world, Side& side, Exchange* exchange);
void prioritize(World& world, Side& side, Exchange& exchange);
void change_settings(World& world, Side& side);

// The identifier of any stream other than this one.
h2::Dependency random_dependency(World& world, MessageId message);

// The peer has acknowledged the oldest of the side's SETTINGS.
void settle_settings(World& world, Side& side);
// Octets of DATA, or of credit, have left.
void spend(const World& world, Limit* limit, std::uint64_t octets);

// From now on nothing may keep messages from ending.
void lift_restrictions(World& world);
// Removes a window of 0 for new streams, which would keep messages from ending. False where there was no such window.
bool open_windows(World& world, Side& side);

}  // namespace weft::simulation
