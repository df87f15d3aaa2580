// The actions of a run: one small function each, in a table. An action that cannot be done now does nothing.
#pragma once

#include <span>

#include "drawn_action.hpp"
#include "world.hpp"

namespace weft::client_simulation {

using Action = simulation::DrawnAction<World>;

std::span<const Action> actions();
// Draws an action and does it.
void act(World& world);

}  // namespace weft::client_simulation
