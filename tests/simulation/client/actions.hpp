// The actions of a run: one small function each, in a table. An action that cannot be done now does nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "world.hpp"

namespace weft::client_simulation {

struct Action {
  std::string_view name;
  // How often the action is drawn, compared with the others.
  std::uint32_t weight;
  void (*act)(World& world);
};

std::span<const Action> actions();
// Draws an action and does it.
void act(World& world);

}  // namespace weft::client_simulation
