// What applications say about windows, pauses, rates, priorities and their SETTINGS while messages are under way, and
// what an observer makes of it.
#pragma once

#include "world.hpp"

namespace weft::simulation {

// Each does something where it may, and notes what follows from it.
void pause(World& world, Side& side, Exchange& exchange);
void resume(World& world, Side& side, Exchange& exchange);
void choose_window(World& world, Side& side, Exchange& exchange);
void choose_connection_window(World& world, Side& side);
void estimate_path(World& world, Side& side);
void limit_sending(World& world, Side& side, Exchange* exchange);
void limit_receiving(World& world, Side& side, Exchange* exchange);
void prioritize(World& world, Side& side, Exchange& exchange);
void change_settings(World& world, Side& side);

// Of any other stream than this one.
h2::Dependency random_dependency(World& world, MessageId message);

// The peer has acknowledged the oldest of the side's SETTINGS.
void settle_settings(World& world, Side& side);
// So many octets of DATA, or of credit, have left.
void spend(const World& world, Limit* limit, std::uint64_t octets);

// Nothing is to stop messages from ending.
void lift_restrictions(World& world);
// A window of 0 for new streams, which would. False where there was none.
bool open_windows(World& world, Side& side);

}  // namespace weft::simulation
